/** The style of report pages: light and dark, print, and narrow screens. */
export const PAGE_STYLE = `:root {
  --ground: #ffffff; --ink: #1c2330; --soft: #5b6472; --line: #d9dee5; --tint: #f4f6f9;
  --good: #1e7f4f; --bad: #b3323f; --open: #3566ad;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181f; --ink: #e6e9ee; --soft: #9aa4b2; --line: #333b47; --tint: #1c222b;
    --good: #4cc38a; --bad: #f2808a; --open: #7fb0f5;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 4rem; max-width: 72rem;
  background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
}
h1, h2 { overflow-wrap: anywhere; }
h1 { font-size: clamp(1.5rem, 4vw, 2.1rem); line-height: 1.2; margin: 0.5rem 0; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 0.75rem; padding-bottom: 0.3rem; border-bottom: 1px solid var(--line); }
.subtitle { color: var(--soft); max-width: 60rem; margin: 0 0 1rem; }
footer { margin-top: 3rem; padding-top: 0.75rem; border-top: 1px solid var(--line); color: var(--soft); }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
a { color: var(--open); }
p, li { max-width: 60rem; overflow-wrap: anywhere; }
.callout { border-left: 4px solid var(--open); background: var(--tint); padding: 0.75rem 1rem; border-radius: 0 6px 6px 0; }
.callout.good { border-color: var(--good); }
.callout.bad { border-color: var(--bad); }
.scroll { overflow-x: auto; margin: 1.25rem 0; max-width: 100%; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding: 0 0 0.4rem; }
th, td { text-align: left; padding: 0.35rem 0.9rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; vertical-align: bottom; }
td { max-width: 34rem; overflow-wrap: break-word; }
th.number, td.number { text-align: right; }
td.number, td.short { white-space: nowrap; max-width: none; }
tbody tr:hover { background: var(--tint); }
figure { margin: 1.25rem 0; }
figure svg { max-width: 100%; height: auto; }
@media (max-width: 40rem) {
  body { font-size: 15px; padding-top: 0.75rem; }
  table { font-size: 0.82rem; }
  figure svg { max-width: none; }
}
@media print {
  :root { --ground: #fff; --ink: #000; --soft: #444; --line: #bbb; --tint: #f3f3f3; --good: #1e7f4f; --bad: #b3323f; --open: #3566ad; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  h2 { break-after: avoid; }
  figure, tr, .callout { break-inside: avoid; }
  .scroll { overflow: visible; }
  figure svg { max-width: 100%; }
  table { font-size: 7.5pt; }
  td.number { white-space: normal; }
}
`;
