// Writes what starts the server of the plugin. Where there is a shell it greets the client at once, with texts that are known beforehand, and
// only then becomes node, which starts while the client goes on; whatever is not exactly a greeting as clients send it is left to node. On
// Windows the client finds the `.cmd` beside it, and node greets.

/** The files, from what the server says of itself (`cards` is src/mcp/cards.ts, loaded; `version` that of the package). */
export function greeterFiles(cards, version) {
  const { name, version: told, tools } = cards.greeting(version);
  const ask = (method, params) => cards.greetingResult(method, params, { name, version: told, tools });
  const initialized = ask('initialize', { protocolVersion: PROTOCOL_MARK });
  return { server: shell(initialized, ask('tools/list', {})), 'server.cmd': CMD };
}

const PROTOCOL_MARK = '@protocol@';
const NOTE = 'Generated from src/mcp/cards.ts by npm run generate; do not edit.';
const CMD = `@rem ${NOTE}\r\n@node "%~dp0server.cjs"\r\n`;

function shell(initialized, listed) {
  const [before, after] = JSON.stringify(initialized).split(PROTOCOL_MARK);
  return `#!/bin/sh
# ${NOTE}
here=\${0%/*}
to_node() {
  [ \${#line} -lt 65536 ] && exec node "$here/server.cjs" greeted "$line"
  { printf '%s\\n' "$line"; exec cat; } | exec node "$here/server.cjs" greeted
  exit
}
while IFS= read -r line; do
  id=\${line##*'"id":'}
  id=\${id%\\}}
  case $line in
  '{"method":"notifications/initialized"'*) continue ;;
  '{"method":"initialize","params":{"protocolVersion":"'* | '{"method":"tools/list","jsonrpc"'*) ;;
  *) to_node ;;
  esac
  case $id in '' | *[!0-9]*) to_node ;; esac
  case $line in '{"method":"tools/list"'*)
    printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" ${quoted(JSON.stringify(listed))}
    exec node "$here/server.cjs" greeted
    ;;
  esac
  spoken=\${line#*'"protocolVersion":"'}
  spoken=\${spoken%%'"'*}
  case $spoken in *[!0-9A-Za-z.-]*) to_node ;; esac
  printf '{"jsonrpc":"2.0","id":%s,"result":%s%s%s}\\n' "$id" ${quoted(before)} "$spoken" ${quoted(after)}
done
`;
}

/** One word of the shell, whatever is in it. */
function quoted(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
