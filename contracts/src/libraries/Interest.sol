// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../interfaces/IPlans.sol";

/// @title Interest
library Interest {
    function civilDay(uint256 instant, int32 utcOffsetSeconds) internal pure returns (uint256) {
        return uint256(int256(instant) + utcOffsetSeconds) / 86400 + 719163;
    }

    function factor(IPlans.Clocks memory, uint256, uint256) internal pure returns (uint256, uint256) {
        return (0, 0);
    }

    function apply_(uint256 f, uint256 minimum, uint256 cents) internal pure returns (uint256 due) {
        due = (cents * f + 1825000) / 3650000;
        if (due < minimum) due = 0;
    }
}
