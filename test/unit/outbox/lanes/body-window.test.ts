import { expect, it } from 'vitest';
import { BodyWindow } from '../../../../src/outbox/lanes/body-window.ts';
import { openIncident } from '../../../support/entries.ts';

it('keeps bodies up to its bound, and no more', () => {
  const window = new BodyWindow(100);
  window.offer(1, openIncident('k1'), 60);
  window.offer(2, openIncident('k2'), 60);
  expect(window.get(1)).toEqual(openIncident('k1'));
  expect(window.get(2)).toBeUndefined();
});

it('has room again when a body is dropped', () => {
  const window = new BodyWindow(100);
  window.offer(1, openIncident('k1'), 60);
  window.drop(1);
  window.drop(1);
  window.offer(2, openIncident('k2'), 100);
  expect([window.get(1), window.get(2)]).toEqual([undefined, openIncident('k2')]);
});

it('counts a body once that is offered twice', () => {
  const window = new BodyWindow(100);
  window.offer(1, openIncident('k1'), 60);
  window.offer(1, openIncident('k1'), 60);
  window.drop(1);
  window.offer(2, openIncident('k2'), 100);
  expect(window.get(2)).toBeDefined();
});
