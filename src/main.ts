#!/usr/bin/env node
import { keepSecretsOutOfReports } from './cli/report-settings.ts';
import { serveSignals, serves } from './cli/serve-signals.ts';
import { ignoreInspectorSignal } from './cli/shut-inspector.ts';

// The signals come first: one that arrives while the rest is loading would end the process, or open the inspector.
const args = process.argv.slice(2);
ignoreInspectorSignal();
keepSecretsOutOfReports(process.report);
const signals = serves(args) ? serveSignals() : undefined;
const { runProgram } = await import('./cli/program.ts');

// The only place that ends the process; everything else returns an exit code.
process.exit(await runProgram(args, signals));
