#!/usr/bin/env node
import { watchOutput } from './cli/output.ts';
import { keepSecretsOutOfReports } from './cli/report-settings.ts';
import { serveSignals, serves } from './cli/serve-signals.ts';
import { ignoreInspectorSignal } from './cli/shut-inspector.ts';

// The signals come first: one that arrives while the rest is loading would end the process, or open the inspector.
const args = process.argv.slice(2);
ignoreInspectorSignal();
keepSecretsOutOfReports(process.report);
const signals = serves(args) ? serveSignals() : undefined;
const output = watchOutput(process.stdout, process.stderr);
const { runProgram } = await import('./cli/program.ts');

// The only place that ends the process; everything else returns an exit code. A stop must not wait for a reader that is
// stuck, so there the last words get a second.
const code = await runProgram(args, signals);
process.exit(await output.finish(code, signals && 1_000));
