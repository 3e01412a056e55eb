// The real program, on a port and a store of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { makeDatabase } from './database.mjs';

const PROGRAM = resolve(
  process.env.NASCENTE_BINARY ?? join(import.meta.dirname, '../target/debug/nascente'),
);
const LISTENING = /listening on (http:\/\/127\.0\.0\.1:\d+)/;
const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 30_000;

/** The login that every demo has. */
export const DEMO_LOGIN = { email: 'admin@demo.nascente', password: 'demonstracao' };

/** A folder in which `prepareDemo` has left a demo: its history takes longer to make than to copy. */
const PREPARED = process.env.PREPARED_DEMO;

/** The demo company with its history; answers when it serves. */
export const startDemo = () => start('demo', PREPARED);

/** Makes the demo's history in a folder and, where a server is named, in a database of that name on it; then stops. */
export async function prepareDemo(folder, name, server) {
  const database = await makeDatabase({ server, name });
  const program = await startIn(folder, 'demo', database);
  await program.stop();
  return database;
}

/** A server whose store is empty: the first run. */
export const startEmptyServer = () => start('serve');

/**
 * Answers `{ origin, output, stop }`. `stop` asks the program to end as an operating system does,
 * fails unless it ends with 0, and removes its store.
 */
async function start(command, prepared) {
  const folder = await mkdtemp(join(tmpdir(), 'nascente-e2e-'));
  if (prepared) await cp(prepared, folder, { recursive: true });
  const database = await makeDatabase({ template: prepared && basename(prepared) });
  const remove = async () => {
    await database?.remove();
    await rm(folder, { recursive: true, force: true });
  };
  return startIn(folder, command, database, remove);
}

async function startIn(folder, command, database, remove = async () => undefined) {
  const store = database ? ['--database-url', database.url] : ['--data', join(folder, 'data')];
  const child = spawn(PROGRAM, [command, '--listen', '127.0.0.1:0', ...store], {
    // The folder holds no configuration file, and takes whatever the program writes beside its store.
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'exit').catch((error) => [error.message, null]);
  const output = [];
  const leave = async () => {
    process.off('exit', kill);
    await remove();
  };
  try {
    const origin = await addressPrinted(child, ended, output);
    return { origin, output, stop: () => stop(child, ended, output).finally(leave) };
  } catch (error) {
    kill();
    await leave();
    throw error;
  }
}

async function addressPrinted(child, ended, output) {
  const printed = new Promise((found) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        output.push(line);
        const match = stream === child.stdout ? LISTENING.exec(line) : null;
        if (match) found(match[1]);
      });
    }
  });
  const first = await Promise.race([printed, ended.then(() => null), limit(START_LIMIT_MS)]);
  if (first) return first;
  throw new Error(`${PROGRAM} never said where it listens; it printed:\n${output.join('\n')}`);
}

async function stop(child, ended, output) {
  child.kill('SIGTERM');
  const outcome = await Promise.race([ended, limit(STOP_LIMIT_MS)]);
  if (outcome?.[0] === 0) return;
  child.kill('SIGKILL');
  const how = outcome ? `ended with ${outcome[0] ?? outcome[1]}` : 'did not end';
  throw new Error(`the program ${how} when asked to stop; it printed:\n${output.slice(-30).join('\n')}`);
}

function limit(milliseconds) {
  return new Promise((reached) => setTimeout(reached, milliseconds, null).unref());
}
