// A database of its own on the PostgreSQL server of TEST_DATABASE_URL, for each program started.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SERVER = process.env.TEST_DATABASE_URL;

/** Null when the journeys run on SQLite; a copy of the database `template` where one is named. */
export async function makeDatabase({ name = `e2e_${randomBytes(8).toString('hex')}`, template } = {}) {
  if (!SERVER) return null;
  await ask(`create database ${name}${template ? ` template ${template}` : ''}`);
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => ask(`drop database ${name} with (force)`) };
}

async function ask(sql) {
  await run('psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--command', sql, SERVER]);
}
