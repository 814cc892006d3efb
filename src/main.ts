#!/usr/bin/env node
import { runProgram } from './cli/program.ts';

// The only place that ends the process; everything else returns an exit code.
process.exit(await runProgram(process.argv.slice(2)));
