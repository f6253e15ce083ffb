/** The values of a Kubernetes `Secret`: in base64 they look like nothing, so the manifest around them has to say what they are. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { isFiller } from '../shape.ts';

/** Characters around `kind: Secret` that may belong to the manifest. */
const AROUND = 2048;

export default defineRule('kubernetes-secret', {
  title: 'Values of a Kubernetes secret',
  kind: 'secret',
  keywords: ['kind: secret', 'kind":"secret', 'kind": "secret', 'kind\\":\\"secret', 'kind\\": \\"secret'],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    if (/\w/.test(text[hit.end] ?? '')) return;
    if (hit.start < (hit.seen.get('kubernetes-secret') ?? 0)) return;
    const earliest = Math.max(0, hit.start - AROUND);
    const above = text.slice(earliest, hit.start).lastIndexOf('\n---');
    const start = above < 0 ? earliest : earliest + above;
    const near = text.slice(start, hit.end + AROUND);
    const end = near.indexOf('\n---', hit.end - start);
    const manifest = end < 0 ? near : near.slice(0, end);
    hit.seen.set('kubernetes-secret', start + manifest.length);
    for (const block of manifest.matchAll(BLOCK)) {
      for (const entry of block[1]?.matchAll(ENTRY) ?? []) {
        const where = entry.indices?.[1];
        const offset = start + (block.indices?.[1]?.[0] ?? 0);
        if (where !== undefined && !isFiller(entry[1] ?? '')) found(offset + where[0], offset + where[1]);
      }
    }
  },
  redacts: [
    [
      'apiVersion: v1\nkind: Secret\ndata:\n  db: cGFzc3' + 'dvcmQxMjM=\n',
      'apiVersion: v1\nkind: Secret\ndata:\n  db: ***\n',
    ],
  ],
  keeps: ['kind: SecretStore\ndata:\n  db: cGFzc3dvcmQxMjM=', 'kind: ConfigMap\ndata:\n  mode: production-mode'],
});

/** The indented lines, or the object, under `data` or `stringData`. */
const BLOCK =
  /(?<![A-Za-z])(?:data|stringData)(?:\\{0,7}")?: ?(?:\\?\n|\\n|\r\n)?((?:(?:\\n|\r?\n|^)?[ \t]{1,12}[^\n\\]{1,400}(?:\r?\n|\\n|$)){1,60}|\{[^{}]{1,1500}\})/dg;
const ENTRY = /[\w.-]{1,64}(?:\\{0,7}")?:[ \t]{0,4}(?:\\{0,7}["'])?([^\s"'\\,}]{4,800})/dg;
