// Preloaded into a process and its workers: whatever would open a connection is written down in $NETWORK_LOG and fails.
'use strict';
const { appendFileSync } = require('node:fs');

function forbid(holder, name, label) {
  holder[name] = () => {
    appendFileSync(process.env.NETWORK_LOG, `${label}\n`);
    throw new Error(`${label} was called`);
  };
}

const net = require('node:net');
forbid(net.Socket.prototype, 'connect', 'net.connect');
forbid(net.Server.prototype, 'listen', 'net.listen');
const dns = require('node:dns');
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'reverse']) {
  forbid(dns, name, `dns.${name}`);
  if (dns.promises[name] !== undefined) forbid(dns.promises, name, `dns.promises.${name}`);
}
forbid(require('node:dgram'), 'createSocket', 'dgram.createSocket');
for (const protocol of ['http', 'https'])
  for (const name of ['request', 'get']) forbid(require(`node:${protocol}`), name, `${protocol}.${name}`);
forbid(require('node:http2'), 'connect', 'http2.connect');
forbid(globalThis, 'fetch', 'fetch');
forbid(globalThis, 'WebSocket', 'WebSocket');
