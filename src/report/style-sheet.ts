/** The style sheet of an HTML report. It loads nothing: the fonts are the system's. */

export const STYLE_SHEET = `
:root { --ink: #1c1e21; --soft: #646a73; --line: #e3e5e8; --paper: #fff; --bar: #2a78a8; --warn: #8a5a00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e7e9; --soft: #9aa0a8; --line: #33373d; --paper: #16181b; --bar: #5fb0de; --warn: #e0b050; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 2rem; }
h1 { margin: 0; font-size: 1.6rem; } h2 { margin: 2.5rem 0 0; font-size: 1.15rem; }
header p, .question, footer, figcaption span, dt { color: var(--soft); }
.question { margin: 0 0 1rem; } .banner { color: var(--warn); font-weight: 600; }
.figures { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1.5rem 0; }
dd { margin: 0; font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums; } dt { font-size: .85rem; }
figure { margin: 1rem 0; } .series { display: block; width: 100%; height: 4rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; text-align: left; }
thead th { color: var(--soft); font-size: .8rem; font-weight: 500; vertical-align: bottom; }
tbody th { font-weight: 600; } td.right, th.right { text-align: right; white-space: nowrap; } .quiet { color: var(--soft); }
.drawn { min-width: 8rem; } .drawn svg { display: block; width: 100%; height: .9rem; margin-top: .25rem; }
.bar { fill: var(--bar); } .scale { stroke: var(--line); stroke-width: .6; } .interval { stroke: var(--bar); stroke-width: 1.2; } .point { fill: var(--bar); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.insights { list-style: none; padding: 0; } .insights .under { padding-left: 1.5rem; color: var(--bar); }
footer { margin-top: 2rem; font-size: .9rem; } footer p { margin: .2rem 0; }
@media print {
  :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --bar: #333; }
  main { max-width: none; padding: 0; } section, tr { break-inside: avoid; } .scroll { overflow: visible; } thead { display: table-header-group; }
}
`;
