import { describe, expect, it } from 'vitest';
import { fillParameters, readGiven } from '../../../../src/cli/coc/script-parameters.ts';

const SCRIPT = {
  name: 'clear_tmp',
  script_params: [
    { param_name: 'token', param_value: '***', param_order: 2, sensitive: true },
    { param_name: 'path', param_value: '/tmp', param_order: 1, sensitive: false },
  ],
} as never;

describe('the parameters of a run', () => {
  it('are in their order, with given values in place of defaults', () => {
    expect(fillParameters(SCRIPT, new Map([['token', 'geheim']]))).toEqual([
      { param_name: 'path', param_value: '/tmp', param_order: 1 },
      { param_name: 'token', param_value: 'geheim', param_order: 2 },
    ]);
  });

  it.each([
    [[['pfad', '/']], 'the script clear_tmp has no parameter pfad; it has path, token'],
    [[], 'give a value of token with --param or --param-file'],
    [[['token', '']], undefined],
    [
      [['token', 'a;b']],
      'not sent: the value of token: has characters that COC does not take in a parameter',
    ],
  ])('with %j are refused: %s', (given, words) => {
    const fill = () => fillParameters(SCRIPT, new Map(given as [string, string][]));
    if (words === undefined) expect(fill).not.toThrow();
    else expect(fill).toThrow(words);
  });

  it('are read as name=value, once each', async () => {
    expect(await readGiven({ param: ['a=b=c', 'd='] })).toEqual(
      new Map([
        ['a', 'b=c'],
        ['d', ''],
      ]),
    );
    await expect(readGiven({ param: ['a'] })).rejects.toThrow('--param needs name=value');
    await expect(readGiven({ param: ['a=1', 'a=2'] })).rejects.toThrow('the parameter a is given twice');
    await expect(readGiven({ paramFile: ['a=/no/such/file'] })).rejects.toThrow('cannot read the value');
  });
});
