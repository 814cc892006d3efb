import fc from 'fast-check';

/**
 * Every property draws the same cases in each run, so that a build fails for what was changed and not by chance. A
 * failing property prints its seed. `FC_SEED` chooses another one, for a long run.
 */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_129) });
