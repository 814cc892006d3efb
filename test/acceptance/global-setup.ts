import { ensureDebianPackages } from './harness/debian-packages.ts';

/** Before the first test: the real monitoring systems are there. */
export function setup(): void {
  ensureDebianPackages([
    { name: 'prometheus', commands: ['prometheus', 'promtool'] },
    { name: 'prometheus-alertmanager', commands: ['prometheus-alertmanager'] },
  ]);
}
