import { describe, expect, it } from 'vitest';
import { createGrafanaSource } from '../../../../src/sources/grafana/source.ts';
import { onlyAlert } from '../../../contract/source-contract.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const source = createGrafanaSource(
  'grafana',
  { type: 'grafana', noDataLevel: 'Minor' },
  { levels: {}, clock: new FakeClock() },
);
/** Reads one alert without a description of its own. */
function read(more: object) {
  const alert = { status: 'firing', labels: { alertname: 'Disk' }, ...more };
  return onlyAlert(source.read(Buffer.from(JSON.stringify({ version: '1', alerts: [alert] })), 0));
}
const written = (count: number) =>
  Array.from({ length: count }, (_, i) => `[ var='V${i}' labels={} value=${i} ]`).join(', ');

describe('values that are only there as a text', () => {
  it('are in the description, up to twenty', () => {
    const listed = (count: number) => Array.from({ length: count }, (_, i) => `V${i}=${i}`).join(', ');
    expect(read({ valueString: written(20) }).description).toBe(`Disk (${listed(20)})`);
    expect(read({ valueString: written(21) }).description).toBe(`Disk (${listed(20)})`);
  });

  it('are looked for in the beginning of a long text', () => {
    const behind = (length: number) => `${' '.repeat(length)}[ var='A' labels={} value=1 ]`;
    expect(read({ annotations: {}, valueString: `x${behind(8_000)}` }).description).toBe('Disk (A=1)');
    expect(read({ annotations: {}, valueString: `x${behind(8_192)}` }).description).toBe('Disk');
  });

  it('give way to the values themselves', () => {
    const valueString = written(1);
    expect(read({ valueString, values: { B: 97 } }).description).toBe('Disk (B=97)');
    expect(read({ valueString, values: {} }).description).toBe('Disk (V0=0)');
  });

  it.each([
    ['a type', "[ var='A' labels={} type='reduce' value=1 ]", 'Disk (A=1)'],
    ['labels', "[ var='A' labels={a=b, c=d} value=1 ]", 'Disk (A=1)'],
    ['a metric', "[ metric='m' labels={} value=NaN ]", 'Disk (m=NaN)'],
    ['an empty name', "[ var='' labels={} value=1 ]", 'Disk (=1)'],
    [
      'a value of 50 characters',
      `[ var='A' labels={} value=${'1'.repeat(50)} ]`,
      `Disk (A=${'1'.repeat(50)})`,
    ],
    ['a value of more', `[ var='A' labels={} value=${'1'.repeat(51)} ]`, 'Disk'],
    ['another word', "[ name='A' labels={} value=1 ]", 'Disk'],
    ['no value', "[ var='A' labels={} value= ]", 'Disk'],
  ])('may have %s', (_, valueString, description) => {
    expect(read({ valueString }).description).toBe(description);
  });

  it('are kept in the details as they came', () => {
    expect(read({ valueString: ' [ x ] ' }).details.valueString).toBe('[ x ]');
    expect(read({ annotations: { __value_string__: 'v' } }).details.valueString).toBe('v');
    expect(read({ valueString: ' ' }).details).not.toHaveProperty('valueString');
  });
});

describe('the description of an alert without one', () => {
  it('names the resource, unless that is its name', () => {
    expect(read({ labels: { alertname: 'Disk', host: 'db-1' } }).description).toBe('Disk on db-1');
    expect(read({ labels: { alertname: 'db-1', host: 'db-1' } }).description).toBe('db-1');
    expect(read({}).description).toBe('Disk');
  });
});
