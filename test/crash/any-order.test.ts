import { testAnyOrder } from '../support/any-order.ts';

testAnyOrder(10_000);
