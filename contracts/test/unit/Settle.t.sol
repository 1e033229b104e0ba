// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Settling} from "../support/Settling.sol";

contract SettleTest is Settling {
    function test_A() public {
        enrol(7, 0);
        settleOne(claim(7, 1, line(250_00, 180_00, 0)));
    }
}
