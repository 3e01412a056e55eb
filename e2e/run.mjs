// Runs journeys, all or those that are named: the demo's history is made once and copied for each file.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { prepareDemo } from './server.mjs';

// A name that a database may have, too.
const prepared = join(tmpdir(), `nascente_demo_${randomBytes(8).toString('hex')}`);
await mkdir(prepared);
let database;
try {
  database = await prepareDemo(prepared, basename(prepared));
  // Each file has a program and a store of its own, and waits for its browser most of the time.
  const tests = spawn(process.execPath, ['--test', '--test-concurrency=2', ...process.argv.slice(2)], {
    cwd: import.meta.dirname,
    env: { ...process.env, PREPARED_DEMO: prepared },
    stdio: 'inherit',
  });
  const [code] = await once(tests, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await database?.remove();
  await rm(prepared, { recursive: true, force: true });
}
