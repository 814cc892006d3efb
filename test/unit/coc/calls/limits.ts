import { describe, expect, it } from 'vitest';
import { checkRequest } from '../../../../src/coc/calls/call-api.ts';
import type { Api, RequestOf } from '../../../../src/coc/calls/define-api.ts';

export const x = (length: number) => 'x'.repeat(length);

/** A change of a request, with what is wrong about it. A change without words is good. */
export type Case = readonly [field: string, value: unknown, problem?: string | undefined];

/** Tests a good request of an API, and changes of it. */
export function limits<A extends Api>(api: A, good: RequestOf<A>, cases: readonly Case[]) {
  describe(`${api.section} ${api.method} ${api.path}`, () => {
    it('takes a good request', () => {
      expect(checkRequest(api, good)).toHaveProperty('call');
    });
    it.each(cases.map(([field, value, problem]) => ({ field, value, problem })))(
      'takes $field as its limits say: $problem',
      ({ field, value, problem }) => {
        const checked = checkRequest(api, changed(good, field.split('.'), value) as RequestOf<A>);
        expect('problems' in checked ? checked.problems : []).toEqual(problem === undefined ? [] : [problem]);
      },
    );
  });
}

function changed(part: unknown, [name = '', ...rest]: readonly string[], value: unknown): unknown {
  const next = rest.length === 0 ? value : changed(Reflect.get(Object(part), name), rest, value);
  if (Array.isArray(part)) return part.with(Number(name), next);
  const { [name]: _, ...others } = part as Record<string, unknown>;
  return next === undefined ? others : { ...others, [name]: next };
}

export const inPath = (most: number, name: string): readonly Case[] => [
  [`path.${name}`, x(most)],
  [`path.${name}`, x(most + 1), `${name} has ${most + 1} characters; COC takes ${most} at most`],
  [`path.${name}`, 'a/b', `${name} is "a/b", which has characters that no id of COC has`],
  [`path.${name}`, '..', `${name} is "..", which has characters that no id of COC has`],
  [`path.${name}`, undefined, `${name} is missing`],
  [`path.${name}`, 5, `${name} must be a text, but is 5`],
];

export const textIn = (field: string, least: number, most: number): readonly Case[] => {
  const name = field.slice(field.indexOf('.') + 1).replaceAll(/\.(\d+)/g, '[$1]');
  return [
    [field, x(most)],
    [field, x(least)],
    [field, x(most + 1), `${name} has ${most + 1} characters; COC takes ${most} at most`],
    ...(least > 0 ? ([[field, '', `${name} has 0 characters; COC takes 1 at least`]] as const) : []),
    [field, 5, `${name} must be a text, but is 5`],
  ];
};
