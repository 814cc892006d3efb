import { configureGlobal } from 'fast-check';

/** Properties and models draw the same cases each time when a seed is given, and others each time without one. */
const { FC_SEED } = process.env;
if (FC_SEED !== undefined) configureGlobal({ seed: Number(FC_SEED) });
