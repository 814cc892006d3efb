import type { Backend } from '../backend.ts';

/** Lets people do what they have done by `now` (epoch ms), before anybody looks at incidents. */
export function catchUp({ people, store }: Backend, now: number): void {
  if (people.catchUp(store.incidents, now)) store.changed();
}
