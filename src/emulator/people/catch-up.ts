import type { Backend } from '../backend.ts';

/** Performs all acts of people that are due at `now` (epoch ms). Call it before anybody reads incidents. */
export function catchUp({ people, store }: Backend, now: number): void {
  if (people.catchUp(store.incidents, now)) store.changed();
}
