// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";

/// @notice Plans of which only the clocks are kept: what {Escrow} asks of {Plans}.
contract ClocksBook {
    uint32 public planCount;
    mapping(uint32 plan => IPlans.Clocks) private _clocks;

    function add(IPlans.Clocks calldata clocks) external returns (uint32 plan) {
        plan = ++planCount;
        IPlans.Clocks storage kept = _clocks[plan];
        kept.utcOffsetSeconds = clocks.utcOffsetSeconds;
        kept.promptPayDays = clocks.promptPayDays;
        kept.interestFromDays = clocks.interestFromDays;
        kept.recoveryNoticeDays = clocks.recoveryNoticeDays;
        for (uint256 i = 0; i < clocks.interest.length; ++i) {
            kept.interest.push(clocks.interest[i]);
        }
    }

    function clocksOf(uint32 plan) external view returns (IPlans.Clocks memory) {
        if (plan == 0 || plan > planCount) revert Errors.PlanNotFound(plan);
        return _clocks[plan];
    }
}
