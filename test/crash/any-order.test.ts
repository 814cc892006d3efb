import { testAnyOrder } from '../support/any-order.ts';

testAnyOrder(3_000);
