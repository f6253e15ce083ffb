// Writes what starts the server of the plugin. Where there is a shell it greets the client at once, with texts that are known beforehand, and
// becomes node with the first call: the start of node would slow that of the client, which keeps two processors busy. Whatever is not exactly a
// greeting as clients send it is left to node. On Windows the client finds the `.cmd` beside it, and node greets.

/** The files, from what the server says of itself (`cards` is src/mcp/cards.ts, loaded; `version` that of the package). */
export function greeterFiles(cards, version) {
  const { name, version: told, tools } = cards.greeting(version);
  const ask = (method, params) => cards.greetingResult(method, params, { name, version: told, tools });
  const said = {
    initialized: JSON.stringify(ask('initialize', { protocolVersion: MARK })),
    listed: JSON.stringify(ask('tools/list', {})),
    unknown: cards.failureLine(MARK, 'unknown-method').trimEnd(),
  };
  return { server: shell(said), 'server.cmd': CMD };
}

/** Stands for what the client says. */
const MARK = '@said@';
const NOTE = 'Generated from src/mcp/cards.ts by npm run generate; do not edit.';
const CMD = `@rem ${NOTE}\r\n@node "%~dp0server.cjs"\r\n`;

function shell({ initialized, listed, unknown }) {
  const [before, after] = initialized.split(MARK);
  const [refused, because] = unknown.split(MARK);
  return `#!/bin/sh
# ${NOTE}
here=\${0%/*}
to_node() {
  if [ \${#line} -lt 30000 ]; then
    export HINDCAST_HANDED_OVER="$line"
    exec node "$here/server.cjs" greeted
  fi
  { printf '%s\\n' "$line"; exec cat; } | exec node "$here/server.cjs" greeted
  exit
}
while IFS= read -r line; do
  case $line in
  '{"method":"notifications/initialized"'* | '{"jsonrpc":"2.0","method":"notifications/initialized"'*) continue ;;
  '{"jsonrpc":"2.0","id":"'*'","method":"server/discover"'*)
    # Asks whether a later protocol is spoken. The client falls back to the one below when it is told no.
    id=\${line#*'"id":"'}
    id=\${id%%'"'*}
    case $id in *[!0-9A-Za-z-]*) to_node ;; esac
    case $line in '{"jsonrpc":"2.0","id":"'"$id"'","method":"server/discover"'*) ;; *) to_node ;; esac
    printf '%s%s%s\\n' ${quoted(refused)} "$id" ${quoted(because)}
    continue
    ;;
  '{"method":"initialize","params":{"protocolVersion":"'* | '{"method":"tools/list","jsonrpc"'*) ;;
  *) to_node ;;
  esac
  id=\${line##*'"id":'}
  id=\${id%\\}}
  case $id in '' | *[!0-9]*) to_node ;; esac
  case $line in '{"method":"tools/list"'*)
    printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" ${quoted(listed)}
    # Waits for the next message, and leaves all of it but its first byte to node.
    exec node "$here/server.cjs" greeted "$(dd bs=1 count=1 2>/dev/null)"
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
