import { testAnyOrder } from '../../support/any-order.ts';

// The crash tests take ten times as many.
testAnyOrder(250);
