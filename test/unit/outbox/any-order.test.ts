import { testAnyOrder } from '../../support/any-order.ts';

// The crash tests take forty times as many.
testAnyOrder(250);
