import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { labelsFrom } from '../../../src/alerts/alert.ts';
import { ConfigError } from '../../../src/errors.ts';
import { compileTemplate, MAX_TEMPLATE_LENGTH } from '../../../src/routing/template.ts';
import { contextOnDemand, templateContext } from '../../../src/routing/template-context.ts';
import { cpuMsOf } from '../../support/measure-cpu.ts';
import { anAlert } from './an-alert.ts';

const hostile = anAlert({
  labels: labelsFrom([
    ['team', 'db'],
    ['__proto__', 'p'],
    ['constructor', 'c'],
    ['size', 's'],
    ['with.dots and 空格', 'd'],
    ['code', '{{ name }}'],
    ['tags', '<script'.repeat(100_000)],
  ]),
  details: { values: { A: 1.5 }, toString: 'x', many: Array.from({ length: 1_000 }, () => 'x') },
});
const context = () => templateContext(hostile);
const render = (source: string) => compileTemplate(source).render(context);

describe('compileTemplate', () => {
  it.each([
    ['plain text', 'plain text'],
    ['  a constant is trimmed \n', 'a constant is trimmed'],
    ['{{ name }} of {{ labels.team }}', 'DiskFull of db'],
    ['{{ labels.missing | default: region }}', 'cn-north-4'],
    ['{{ missing.deeply.nested }}', ''],
    ['{% if level == "Critical" %}P1{% else %}P3{% endif %}', 'P1'],
    ['{{ labels["with.dots and 空格"] }}', 'd'],
    ['{{ labels["__proto__"] }}{{ labels.constructor }}{{ labels.size }}', 'pcs'],
    ['{{ annotations.constructor }}{{ constructor }}{{ labels.team.constructor.name }}', ''],
    ['{{ labels.code }}', '{{ name }}'],
    ['{{ details.values.A }}', '1.5'],
    ['{{ links[0] }}', 'https://prometheus.example/graph'],
    ['{{ startsAt }}', '2025-01-02T03:04:05.000Z'],
    ['{{ startsAt | date: "%H:%M" }}', '03:04'],
    ['{{ startsAt | date: "%H:%M", "Asia/Shanghai" }}', '11:04'],
    ['{{ endsAt }}', ''],
    ['{% raw %}{{ name }}{% endraw %}', '{{ name }}'],
  ])('renders %j', (source, text) => {
    expect(render(source)).toEqual({ kind: 'text', text });
  });

  it.each([
    ['{{ name', 'not closed'],
    ['{% if name %}', 'not closed'],
    ['{{ name | nosuchfilter }}', 'undefined filter: nosuchfilter'],
    ['{% include "/etc/passwd" %}', 'tag "include" not found'],
    ['{% render "other" %}', 'tag "render" not found'],
    ['{% layout "other" %}', 'tag "layout" not found'],
    ['{% increment counter %}', 'tag "increment" not found'],
    ['{{ name | strip_html }}', 'undefined filter: strip_html'],
    ['{{ name | constructor }}', 'undefined filter: constructor'],
    ['{% constructor %}', 'tag "constructor" not found'],
  ])('refuses %j when it is read', (source, what) => {
    expect(() => compileTemplate(source)).toThrow(ConfigError);
    expect(() => compileTemplate(source)).toThrow(what);
  });

  it('refuses a template of more than the longest length', () => {
    expect(() => compileTemplate(`{{ name }}${'x'.repeat(MAX_TEMPLATE_LENGTH)}`)).toThrow('limit exceeded');
  });

  it.each([
    ['{% for i in (1..100000000) %}x{% endfor %}'],
    ['{% for i in (1..10000) %}{% for j in (1..10000) %}x{% endfor %}{% endfor %}'],
    ['{% for i in (1..10000) %}{{ labels.tags }}{% endfor %}'],
    ['{% assign s = labels.tags %}{% for i in (1..99) %}{% assign s = s | append: s %}{% endfor %}{{ s }}'],
    ['{{ startsAt | date: "%1000000000d" }}'],
    ['{% for i in (1..10) %}{{ labels.tags }}{% endfor %}'],
    [
      '{% for a in details.many %}{% for b in details.many %}{% for c in details.many %}{% endfor %}{% endfor %}{% endfor %}',
    ],
    ['{{ labels }}'],
  ])('gives up soon, and says so, on %s', (source) => {
    expect(cpuMsOf(() => expect(render(source).kind).toBe('failed'))).toBeLessThan(2_000);
  });

  it('does not take a moment in which the process stood still for a template that is slow', () => {
    // The time at the beginning, and at the first look at it.
    vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(60_000);
    expect(render('{{ name }} of {{ labels.team }}')).toEqual({ kind: 'text', text: 'DiskFull of db' });
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 60_000;
      return now;
    });
    expect(render('{{ name }}')).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('limit exceeded'),
    });
  });

  it('renders times in UTC on a machine of any time zone', () => {
    vi.stubEnv('TZ', 'Asia/Shanghai');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(new Date(0).getHours()).toBe(8);
    expect(render('{{ startsAt | date: "%H:%M" }}')).toEqual({ kind: 'text', text: '03:04' });
  });

  it('carries nothing from one rendering to the next', () => {
    const template = compileTemplate('{{ x }}{% assign x = name %}{{ x }}');
    expect(template.render(context)).toEqual({ kind: 'text', text: 'DiskFull' });
    expect(template.render(context)).toEqual({ kind: 'text', text: 'DiskFull' });
  });
});

describe('contextOnDemand', () => {
  it('is made once, for the first template that reads of it', () => {
    const onDemand = contextOnDemand(anAlert());
    expect(onDemand()).toBe(onDemand());
    expect(onDemand()).toEqual(templateContext(anAlert()));
  });

  it('is never asked for by a constant', () => {
    const unwanted = () => expect.unreachable();
    expect(compileTemplate(' prod ').render(unwanted)).toEqual({ kind: 'text', text: 'prod' });
  });
});

describe('templateContext', () => {
  it('shows templates the beginning of a text that is megabytes long', () => {
    const long = templateContext(anAlert({ description: 'd'.repeat(5_000_000) }));
    expect(compileTemplate('{{ description | size }}').render(() => long)).toEqual({
      kind: 'text',
      text: '16384',
    });
  });

  it('leaves out a time that no calendar has', () => {
    const { startsAt } = templateContext(anAlert({ startsAt: 1e20 }));
    expect(startsAt).toBeUndefined();
  });
});
