import { describe, expect, it } from 'vitest';
import { creationOf, driftOf, updateOf } from '../../../../src/cli/coc/script-drift.ts';
import type { ScriptFile } from '../../../../src/cli/coc/script-file.ts';
import type { Script } from '../../../../src/cli/coc/script-text.ts';

const FILE: ScriptFile = {
  ...{ file: 'a.sh', name: 'a', type: 'SHELL', description: 'about', risk: 'LOW', version: '1' },
  ...{ protocol: undefined, content: 'df\n', reviewers: [{ id: 'r1', name: 'ann' }] },
  params: [
    { name: 'path', value: '/tmp', description: 'where', sensitive: false },
    { name: 'token', value: '', description: '', sensitive: true },
  ],
};

function script(change: object = {}, secret: string | null = 'geheim'): Script {
  return {
    ...{
      script_uuid: 'SC1',
      name: 'a',
      type: 'SHELL',
      description: 'about',
      status: 'APPROVED',
      content: 'df\n',
    },
    properties: { risk_level: 'LOW', version: '1', reviewers: [{ reviewer_name: 'ann', reviewer_id: 'r1' }] },
    script_params: [
      { param_name: 'token', param_value: secret, param_description: '', param_order: 2, sensitive: true },
      {
        param_name: 'path',
        param_value: '/tmp',
        param_description: 'where',
        param_order: 1,
        sensitive: false,
      },
    ],
    ...change,
  } as Script;
}

describe('the drift of a script', () => {
  it('is none where both are the same, whatever the secret is', () => {
    expect(driftOf(script(), FILE)).toBeUndefined();
    expect(driftOf(script({}, '***'), FILE)).toBeUndefined();
  });

  it('is every field that differs, and the lines of the text', () => {
    const properties = { risk_level: 'HIGH', version: '2' };
    const changed = { description: 'other', content: 'du\n', properties, script_params: null };
    expect(driftOf(script(changed), FILE)).toEqual({
      fields: [
        'description: other -> about',
        'risk: HIGH -> LOW',
        'version: 2 -> 1',
        'reviewers: none -> ann',
        'parameters: none -> path=/tmp (where); sensitive token',
      ],
      diff: ['@@ -1 +1 @@', '-du', '+df'],
    });
  });
});

describe('the request that makes COC have a script', () => {
  it('creates it with all that its header says', () => {
    expect(creationOf(FILE)).toEqual({
      body: {
        ...{ name: 'a', type: 'SHELL', description: 'about', content: 'df\n' },
        properties: {
          ...{ risk_level: 'LOW', version: '1', reviewers: [{ reviewer_name: 'ann', reviewer_id: 'r1' }] },
        },
        script_params: [
          {
            param_name: 'path',
            param_value: '/tmp',
            param_description: 'where',
            param_order: 1,
            sensitive: false,
          },
          { param_name: 'token', param_value: '', param_description: '', param_order: 2, sensitive: true },
        ],
      },
    });
  });

  it('changes it, with the secret that COC shows', () => {
    expect(updateOf(script(), FILE)).toMatchObject({
      path: { script_uuid: 'SC1' },
      body: { script_params: [{ param_value: '/tmp' }, { param_value: 'geheim' }] },
    });
  });

  it.each([['***'], [null]])('is none where it would erase a secret that COC shows as %s', (secret) => {
    expect(updateOf(script({}, secret), FILE)).toContain('COC does not show the value of token');
  });

  it('is none where the type would change', () => {
    expect(updateOf(script({ type: 'BAT' }), FILE)).toContain('it is BAT in COC');
  });
});
