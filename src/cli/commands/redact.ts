/** `hindcast redact`: stdin to stdout with secrets and personal data taken out. No value that was found is ever printed. */

import { makeRedactor } from '../../redaction/redact.ts';
import { makeRedactStream, type Finding } from '../../redaction/stream.ts';
import { jsonText } from '../../report/json.ts';
import { defineCommand, type Context } from '../define.ts';
import { redactionHere } from '../../doors/known.ts';

export default defineCommand('redact', {
  summary: 'Takes secrets and personal data out of a text: stdin to stdout.',
  description:
    'The same redaction that every event passes before it is stored. JSON stays JSON, whether it is one document or one value per line.',
  flags: {
    explain: { type: 'boolean', help: 'List on stderr which rule hit where (line:column), never the value.' },
    check: { type: 'boolean', help: 'Print no text; exit status 1 when something would be redacted.' },
    json: { type: 'boolean', help: 'Print what was found, and where, as JSON instead of the text.' },
  },
  examples: [
    { line: 'hindcast redact < session.jsonl > shareable.jsonl', does: 'A transcript that can be shown to others.' },
    { line: 'git diff | hindcast redact --explain', does: 'What would be redacted in it, and why.' },
    { line: 'hindcast redact --check < .env.example', does: 'For scripts: exit status 1 when it holds a secret.' },
  ],
  async run(parsed, context) {
    const { out } = context;
    const findings: Finding[] = [];
    const listing = parsed.is('explain') || parsed.is('json') || parsed.is('check');
    const silent = parsed.is('json') || parsed.is('check');
    const redactor = makeRedactor(redactionHere(context));
    const stream = makeRedactStream(redactor, listing ? (finding) => findings.push(finding) : undefined);
    const say = (text: string): void => {
      if (!silent && text !== '') out.write(text);
    };
    for await (const piece of pieces(context)) {
      say(stream.push(piece));
      await out.drained?.();
    }
    say(stream.end());
    if (parsed.is('json')) out.write(jsonText({ findings, counts: redactor.counts() }));
    else if (listing) out.notice(explanation(findings));
    return parsed.is('check') && findings.length > 0 ? 1 : 0;
  },
});

async function* pieces({ stdin, stdinPieces }: Context): AsyncIterable<string> {
  if (stdinPieces === undefined) yield await stdin();
  else yield* stdinPieces();
}

function explanation(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing was found.\n';
  return findings.map(({ line, column, kind, rule }) => `${line}:${column} ${kind} (${rule})\n`).join('');
}
