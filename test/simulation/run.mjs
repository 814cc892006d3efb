// Leads lives of the simulation: npm run test:simulation -- --lives 100000 --seed 7
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { lives: { type: 'string' }, seed: { type: 'string' } },
  allowPositionals: true,
});

const env = { ...process.env };
if (values.lives !== undefined) env.SIMULATION_LIVES = values.lives;
if (values.seed !== undefined) env.SIMULATION_SEED = values.seed;
const command = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'simulation', ...positionals];
const { status } = spawnSync(process.execPath, command, { env, stdio: 'inherit' });
process.exitCode = status ?? 1;
