// Runs journeys, all or those that are named, each file with a program and a store of its own.
//
// On SQLite; with `TEST_DATABASE_URL` on PostgreSQL; with `--both-stores` all of them on SQLite and those that the store
// can change on PostgreSQL too. The demo's history is made once for each store and copied for each file.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

import { prepareDemo } from './server.mjs';

/** One file keeps about one processor busy, most of it with its browser. */
const AT_ONCE = 2;

/** These begin first: what is long and begins last runs alone in the end. */
const LONG = ['accessible.test.mjs', 'closing.test.mjs', 'tracking.test.mjs', 'trip.test.mjs'];

/**
 * The journeys that a store can change: a whole trip, and what one person sees of what another does. Who may enter and do
 * what, and all else that the screens ask, the Rust tests see through the same API on both.
 */
const OF_THE_STORE = ['inbox.test.mjs', 'trip.test.mjs'];

const { values, positionals } = parseArgs({ options: { 'both-stores': { type: 'boolean' } }, allowPositionals: true });
const asked = positionals.length > 0 ? positionals : await everyFile();
const given = process.env.TEST_DATABASE_URL ?? null;
if (values['both-stores'] && !given) throw new Error('--both-stores needs the address of a PostgreSQL server in TEST_DATABASE_URL');
const journeys = values['both-stores']
  ? [...on(null, asked), ...on(given, asked.filter((file) => OF_THE_STORE.includes(basename(file))))]
  : on(given, asked);

const failed = [];
const demos = new Map();
try {
  for (const server of new Set(journeys.map((journey) => journey.server))) {
    const demo = prepare(server);
    // Whoever waits for it learns what went wrong; until somebody does, it is no end of the run.
    demo.catch(() => undefined);
    demos.set(server, demo);
  }
  const waiting = journeys.toSorted((one, other) => rank(one) - rank(other));
  await Promise.all(Array.from({ length: AT_ONCE }, () => work(waiting)));
} finally {
  for (const demo of await Promise.allSettled(demos.values())) await demo.value?.remove();
}
console.log(failed.length === 0 ? `\nall ${journeys.length} files passed` : `\nnot passed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function everyFile() {
  return (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.test.mjs'));
}

function on(server, files) {
  return files.map((file) => ({ server, file }));
}

function rank({ file }) {
  const place = LONG.indexOf(basename(file));
  return place < 0 ? LONG.length : place;
}

/** Makes the demo's history on a store: where it lies, and how it is removed. */
async function prepare(server) {
  // A name that a database may have, too.
  const folder = join(tmpdir(), `nascente_demo_${randomBytes(8).toString('hex')}`);
  await mkdir(folder);
  const database = await prepareDemo(folder, basename(folder), server);
  const remove = async () => {
    await database?.remove();
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, remove };
}

async function work(waiting) {
  for (let journey = waiting.shift(); journey; journey = waiting.shift()) {
    const name = `${journey.file} on ${journey.server ? 'PostgreSQL' : 'SQLite'}`;
    const { folder } = await demos.get(journey.server);
    if (!(await passes(name, journey, folder))) failed.push(name);
  }
}

/** Runs one file to its end, then shows what it printed. */
async function passes(name, { server, file }, folder) {
  const { TEST_DATABASE_URL: _, ...env } = process.env;
  const tests = spawn(process.execPath, [file], {
    cwd: import.meta.dirname,
    env: { ...env, ...(server && { TEST_DATABASE_URL: server }), PREPARED_DEMO: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [[code], printed] = await Promise.all([once(tests, 'exit'), text(tests.stdout)]);
  console.log(`\n== ${name}\n${printed}`);
  return code === 0;
}
