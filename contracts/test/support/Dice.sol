// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../../src/interfaces/IPlans.sol";

/// @notice Random numbers out of one fuzzed seed, and random plans.
library Dice {
    struct Cup {
        uint256 state;
    }

    /// @notice Below `sides`.
    function roll(Cup memory cup, uint256 sides) internal pure returns (uint256) {
        cup.state = uint256(keccak256(abi.encode(cup.state)));
        return cup.state % sides;
    }

    /// @notice True once in so many times.
    function once(Cup memory cup, uint256 in_) internal pure returns (bool) {
        return roll(cup, in_) == 0;
    }

    function between(Cup memory cup, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + roll(cup, high - low + 1);
    }

    function amount(Cup memory cup, uint256 most) internal pure returns (uint40) {
        return uint40(roll(cup, most + 1));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      PLANS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice A plan that {Plans} takes, with limits so low that claims of some hundreds reach them.
    function plan(Cup memory cup, bool hasExtension) internal pure returns (IPlans.Plan memory made) {
        made.deductibleCents = once(cup, 3) ? 0 : amount(cup, 400_00);
        made.familyDeductibleCents = made.deductibleCents + amount(cup, 400_00);
        made.outOfPocketMaxCents = amount(cup, 900_00);
        made.familyOutOfPocketMaxCents = made.outOfPocketMaxCents + amount(cup, 600_00);
        if (once(cup, 4)) (made.outOfPocketMaxCents, made.familyOutOfPocketMaxCents) = (2 ** 36 - 1, 2 ** 36 - 1);
        made.isDeductibleAggregate = once(cup, 2);
        made.isOutOfPocketAggregate = once(cup, 2);
        made.coordinationMethod = IPlans.CoordinationMethod(roll(cup, 4));
        made.allowableRule = IPlans.AllowableRule(roll(cup, 3));
        made.feeScheduleRoot = bytes32(roll(cup, type(uint256).max));
        made.editsRoot = bytes32(roll(cup, type(uint256).max));
        setClocks(cup, made.clocks);
        made.limits = limits(cup, hasExtension);
        made.classes = new IPlans.CostShare[](between(cup, 1, 6));
        for (uint256 i = 0; i < made.classes.length; ++i) {
            made.classes[i] = class(cup, made.limits.length);
        }
    }

    /// @dev Services of the tests are about 280 days before their receipt.
    function setClocks(Cup memory cup, IPlans.Clocks memory clocks) internal pure {
        clocks.utcOffsetSeconds = int32(int256(roll(cup, 100_801)) - 50_400);
        clocks.timelyFilingDays = once(cup, 2) ? 0 : uint16(between(cup, 240, 320));
        clocks.promptPayDays = uint16(between(cup, 1, 60));
        clocks.appealDays = uint16(between(cup, 1, 180));
        clocks.appealDecisionDays = uint16(between(cup, 1, 60));
        clocks.recoveryNoticeDays = uint16(between(cup, 1, 60));
        clocks.interestFromDays = once(cup, 2) ? 0 : uint16(roll(cup, 40));
        clocks.interest = new IPlans.InterestRate[](roll(cup, 4));
        uint256 day = 739_900;
        for (uint256 i = 0; i < clocks.interest.length; ++i) {
            day += between(cup, 1, 120);
            clocks.interest[i] = IPlans.InterestRate({
                fromDay: uint24(day), rateBps: uint16(roll(cup, 3000)), minimumCents: uint32(roll(cup, 20))
            });
        }
    }

    function class(Cup memory cup, uint256 limitCount) internal pure returns (IPlans.CostShare memory made) {
        made.isCovered = !once(cup, 6);
        made.isDeductibleApplied = once(cup, 2);
        made.isOutOfPocketApplied = !once(cup, 4);
        made.isAuthorizationRequired = once(cup, 6);
        made.isEvidenceRequired = once(cup, 6);
        made.coinsuranceBps = uint16(roll(cup, 10_001));
        made.copayCents = once(cup, 2) ? 0 : amount(cup, 60_00);
        if (limitCount == 0 || once(cup, 4)) return made;
        made.limitA = uint8(roll(cup, limitCount + 1));
        made.limitB = uint8(roll(cup, limitCount + 1));
        if (made.limitA == made.limitB) made.limitB = 0;
    }

    /// @dev Side by side: up to six in the word's 84 bits or, with an extension, one in its 20 and up to five in the 192.
    function limits(Cup memory cup, bool hasExtension) internal pure returns (IPlans.Limit[] memory made) {
        made = new IPlans.Limit[](hasExtension ? between(cup, 2, 6) : roll(cup, 7));
        bool lastsLife = once(cup, 2);
        uint256 shift = 0;
        for (uint256 i = 0; i < made.length; ++i) {
            bool isExtended = hasExtension && i != 0;
            if (i == 1 && hasExtension) shift = 0;
            made[i] = limit(cup, isExtended, isExtended && lastsLife);
            made[i].shift = uint8(shift);
            shift += made[i].width + (made[i].rollingDays == 0 ? 0 : 24);
        }
    }

    /// @dev 14 bits wide.
    function limit(Cup memory cup, bool isExtended, bool lastsLife) internal pure returns (IPlans.Limit memory made) {
        made.kind = IPlans.LimitKind(roll(cup, 3));
        made.isExtended = isExtended;
        if (lastsLife) made.period = once(cup, 2) ? IPlans.LimitPeriod.Lifetime : IPlans.LimitPeriod.Rolling;
        if (made.period == IPlans.LimitPeriod.Rolling) made.rollingDays = uint16(between(cup, 1, 50));
        if (made.kind == IPlans.LimitKind.Visits) made.max = uint40(roll(cup, 7));
        else if (made.kind == IPlans.LimitKind.Units) made.max = uint40(roll(cup, 60));
        else made.max = uint40(roll(cup, 2 ** 14));
        made.width = 14;
    }
}
