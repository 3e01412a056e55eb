// A database of its own on a PostgreSQL server, for each program started.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SERVER = process.env.TEST_DATABASE_URL;

/** Null where there is no server, which means SQLite; a copy of the database `template` where one is named. */
export async function makeDatabase({ server = SERVER, name = `e2e_${randomBytes(8).toString('hex')}`, template } = {}) {
  if (!server) return null;
  await ask(server, `create database ${name}${template ? ` template ${template}` : ''}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => ask(server, `drop database ${name} with (force)`) };
}

async function ask(server, sql) {
  await run('psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--command', sql, server]);
}
