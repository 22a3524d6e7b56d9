import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { z } from "zod";

/** How the lines of a cassette are encrypted, as its first line says. */
export interface Sealing {
  readonly cipher: "aes-256-gcm";
  readonly kdf: "scrypt";
  /** The cost of guessing a passphrase. */
  readonly cost: number;
  /** Base64. */
  readonly salt: string;
  /** A sealed word, by which a wrong passphrase is noticed. */
  readonly check: string;
}

/** Encrypts and decrypts lines. */
export interface Seal {
  /** What the first line says. */
  readonly sealing: Sealing;
  /** Encrypts a text. */
  close(text: string): string;
  /** Decrypts one; throws if it was changed, or closed with another passphrase. */
  open(sealed: string): string;
}

const COST = 2 ** 15;
const BLOCK = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SALT_BYTES = 16;
const WORD = "assay cassette";

/** The form of {@linkcode Sealing}; its cost is bounded, for a file may ask for any amount of memory. */
export const SEALING: z.ZodType<Sealing> = z.strictObject({
  cipher: z.literal("aes-256-gcm"),
  kdf: z.literal("scrypt"),
  cost: z.union([z.literal(2 ** 14), z.literal(2 ** 15), z.literal(2 ** 16), z.literal(2 ** 17)]),
  salt: z.base64().length(24),
  check: z.base64().max(200),
});

/** A new seal for a passphrase. */
export function newSeal(passphrase: string): Seal {
  const salt = randomBytes(SALT_BYTES);
  const key = keyOf(passphrase, salt, COST);
  const check = close(key, WORD);
  return sealWith(key, { cipher: "aes-256-gcm", kdf: "scrypt", cost: COST, salt: salt.toString("base64"), check });
}

/** The seal of a cassette that exists; null where the passphrase is wrong. */
export function findSeal(sealing: Sealing, passphrase: string): Seal | null {
  const key = keyOf(passphrase, Buffer.from(sealing.salt, "base64"), sealing.cost);
  const seal = sealWith(key, sealing);
  try {
    return seal.open(sealing.check) === WORD ? seal : null;
  } catch {
    // Whatever is wrong with the word, the lines cannot be read.
    return null;
  }
}

function sealWith(key: Uint8Array, sealing: Sealing): Seal {
  return { sealing, close: (text) => close(key, text), open: (sealed) => open(key, sealed) };
}

function keyOf(passphrase: string, salt: Uint8Array, cost: number): Uint8Array {
  return scryptSync(passphrase.normalize("NFC"), salt, 32, { N: cost, r: BLOCK, p: 1, maxmem: 256 * cost * BLOCK });
}

function close(key: Uint8Array, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

function open(key: Uint8Array, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64");
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new RangeError("Cannot decrypt: it is too short");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString("utf8");
}
