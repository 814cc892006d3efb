import { lookup as system } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { EgressError, Egress as Original, type Resolve } from '../../../../src/egress/egress.ts';

export * from '../../../../src/egress/egress.ts';

export class Egress extends Original {
  override readonly lookup: LookupFunction;

  constructor(settings: ConstructorParameters<typeof Original>[0] = {}, resolve: Resolve = system) {
    super(settings, resolve);
    this.lookup = (host, options, done) => {
      resolve(host, { ...options, all: true }, (error, addresses) => {
        if (error) return done(error, []);
        const [first] = addresses;
        if (!first) return done(new EgressError(`${host} has no address`), []);
        return options.all ? done(null, addresses) : done(null, first.address, first.family);
      });
    };
  }
}
