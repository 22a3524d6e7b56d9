const MARK = "-signed-";
const OWN = /^call-\d{1,9}-\d{1,9}$/;
const THEIRS = /^[\w-]{1,200}$/;
const SIGNATURE = /^[A-Za-z0-9+/_-]{1,100000}={0,2}$/;

/**
 * The id of a call, which Gemini mostly gives none: the same for the same place in the same conversation.
 *
 * Gemini signs calls and wants the signature back with them. It travels in the id, so that a conversation can be kept and
 * resumed as any other.
 */
export function callIdOf(
  call: { readonly id?: string; readonly signature?: string },
  place: { readonly turn: number; readonly at: number },
): string {
  const isTheirs = call.id !== undefined && THEIRS.test(call.id) && !call.id.includes(MARK) && !OWN.test(call.id);
  const id = isTheirs ? call.id! : `call-${place.turn}-${place.at}`;
  if (call.signature === undefined || !SIGNATURE.test(call.signature)) return id;
  return id + MARK + call.signature.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What an id says, as the fields in which Gemini wants it back. */
export function readCallId(id: string): { callId: { id?: string }; signature: { thoughtSignature?: string } } {
  const at = id.indexOf(MARK);
  const name = at === -1 ? id : id.slice(0, at);
  const signed = at === -1 ? "" : id.slice(at + MARK.length).replaceAll("-", "+").replaceAll("_", "/");
  return {
    callId: OWN.test(name) ? {} : { id: name },
    signature: signed === "" ? {} : { thoughtSignature: signed.padEnd(Math.ceil(signed.length / 4) * 4, "=") },
  };
}
