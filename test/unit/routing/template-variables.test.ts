import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../src/routing/template.ts';

describe('the variables of a template', () => {
  it.each<[string, readonly string[]]>([
    ['plain text', []],
    ['{{ name }}', ['name']],
    ['{{ labels.team | default: region }}{{ labels["x"] }}', ['labels', 'region']],
    [
      '{% assign here = severity %}{{ here }}{% for link in links %}{{ link }}{% endfor %}',
      ['severity', 'links'],
    ],
    ['{% raw %}{{ name }}{% endraw %}', []],
  ])('are those that %j reads', (source, variables) => {
    expect(compileTemplate(source).variables).toEqual(variables);
  });
});
