import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { CheckStatus } from '@stryker-mutator/api/check';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** The reason of a mutant that was not chosen. */
export const NOT_CHOSEN = 'not chosen';

/**
 * Chooses as many mutants by the seed. The same mutant has the same rank whatever else there is, so that a larger
 * sample contains the smaller one.
 */
export function chooseMutants(mutants, { count, seed }) {
  const rank = ({ fileName, location: { start, end }, mutatorName, replacement }) => {
    const place = [start.line, start.column, end.line, end.column].join(':');
    const file = fileName.slice(fileName.indexOf('/src/'));
    return createHash('sha256')
      .update([seed, file, place, mutatorName, replacement].join('\n'))
      .digest('hex');
  };
  const ranked = mutants.map((mutant) => ({ mutant, rank: rank(mutant) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked.slice(0, count).map(({ mutant }) => mutant);
}

/**
 * Leaves out of a run what is not in the sample. Stryker asks a checker which mutants are worth a run: it hands all of
 * them to `group` at once, and then each group to `check`, perhaps of another process. So the choice is kept in a file.
 */
class SampleChecker {
  #sample;

  constructor({ mutationSample }) {
    this.#sample = mutationSample;
  }

  async init() {
    // The options say it all.
  }

  async group(mutants) {
    const chosen = chooseMutants(mutants, this.#sample).map(({ id }) => id);
    await writeFile(this.#sample.file, JSON.stringify(chosen));
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    const chosen = new Set(JSON.parse(await readFile(this.#sample.file, 'utf8')));
    const run = { status: CheckStatus.Passed };
    const leave = { status: CheckStatus.CompileError, reason: NOT_CHOSEN };
    return Object.fromEntries(mutants.map(({ id }) => [id, chosen.has(id) ? run : leave]));
  }
}

createSampleChecker.inject = ['options'];
function createSampleChecker(options) {
  return new SampleChecker(options);
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.Checker, 'sample', createSampleChecker)];
