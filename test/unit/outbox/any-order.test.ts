import { testAnyOrder } from '../../support/any-order.ts';

// The crash tests take twelve times as many.
testAnyOrder(250);
