// Draws the README's picture from what the program really prints: `node scripts/picture.mjs` runs the sample in an empty home and turns its
// terminal colours into docs/overview.svg.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COLUMNS = 100;
const CELL = { width: 8.4, height: 18 };
const MARGIN = 24;
const TITLE_BAR = 34;
const STYLES = { 1: 'b', 2: 'd', 31: 'r', 32: 'g', 33: 'y', 34: 'u', 35: 'm', 36: 'c' };
const CSS = `text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d8dee9;white-space:pre}
.b{font-weight:700;fill:#fff}.d{fill:#7b879b}.r{fill:#ff7b72}.g{fill:#7ee787}.y{fill:#e3b341}.u{fill:#79c0ff}.m{fill:#d2a8ff}.c{fill:#76e3ea}`;

writeFileSync('docs/overview.svg', draw(capture()));

/** Standard output of the bare command, with colours, where no agent has left files. */
function capture() {
  const home = mkdtempSync(join(tmpdir(), 'picture-'));
  try {
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      HINDCAST_HOME: join(home, 'data'),
      FORCE_COLOR: '1',
      COLUMNS: String(COLUMNS),
      LANG: 'C.UTF-8',
      TZ: 'UTC',
    };
    const text = execFileSync(process.execPath, [join(process.cwd(), 'bin/hindcast.cjs')], {
      cwd: home,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines = text.trimEnd().split('\n');
    // What comes before tells where it looked, what comes after what to do next: true only of an empty machine.
    const first = lines.findIndex((line) => plain(line).startsWith('Hindcast'));
    const last = lines.findIndex((line) => plain(line).startsWith('This was the sample'));
    return lines.slice(first, last - 1);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function draw(lines) {
  const width = Math.ceil(COLUMNS * CELL.width + 2 * MARGIN);
  const height = lines.length * CELL.height + TITLE_BAR + 2 * MARGIN;
  const rows = lines.map(
    (line, row) => `<text y="${TITLE_BAR + MARGIN + (row + 0.75) * CELL.height}">${spans(line)}</text>`,
  );
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, index) => `<circle cx="${MARGIN + index * 20}" cy="18" r="6" fill="${fill}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="hindcast in a terminal, on its sample data">
<style>${CSS}</style><rect width="${width}" height="${height}" rx="10" fill="#11151c"/>${dots.join('')}
${rows.join('\n')}
</svg>
`;
}

/** One tspan per run of a style, placed by column so that the font's own widths cannot shift a table. */
function spans(line) {
  let column = 0;
  let style = '';
  let svg = '';
  for (const part of line.split(/(\u001b\[[\d;]*m)/)) {
    if (part.startsWith('\u001b')) {
      const codes = part.slice(2, -1).split(';').map(Number);
      style = codes
        .map((code) => STYLES[code] ?? '')
        .filter(Boolean)
        .join(' ');
      continue;
    }
    for (const { 0: word, index } of part.matchAll(/\S+(?: \S+)*/g)) {
      svg += `<tspan x="${(MARGIN + (column + index) * CELL.width).toFixed(1)}"${style === '' ? '' : ` class="${style}"`} textLength="${(word.length * CELL.width).toFixed(1)}">${escape(word)}</tspan>`;
    }
    column += part.length;
  }
  return svg;
}

function plain(line) {
  return line.replaceAll(/\u001b\[[\d;]*m/g, '');
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
