// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IPlans} from "../interfaces/IPlans.sol";
import {Raw} from "./Raw.sol";

/// @title PlanContent
/// @notice A plan's content as words, kept as contract code.
///
/// @dev The code is `abi.encode(words)`. That begins with a word of 32, so its first byte is STOP: calling it does nothing.
/// Words, fields from the highest bit down:
/// - terms: family out-of-pocket maximum 36, out-of-pocket maximum 36, family deductible 36, deductible 36,
///   hasExtension 1 at bit 146, coordination method 2 and allowable rule 2 from bit 147 up; isOutOfPocketAggregate 1, isDeductibleAggregate 1, in the lowest bits;
/// - clocks: UTC offset 32, timely filing 16, prompt pay 16, interest from 16, appeal 16, appeal decision 16, recovery
///   notice 16, interest rates 8, limits 8, classes 8, in the lowest bits;
/// - the two roots; then a word a limit, an interest rate and a class.
library PlanContent {
    /// @dev DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN: gives back what follows as the code.
    bytes7 private constant RETURN_THE_REST = hex"80600a3d393df3";

    /// @dev PUSH2, which takes the length that follows.
    bytes1 private constant PUSH_LENGTH = 0x61;

    /// @dev Words before the first limit.
    uint256 private constant HEAD = 4;

    uint256 private constant CENTS = (1 << 36) - 1;

    /// @notice The initcode whose deployment has the words as its code.
    function initcodeOf(uint256[] memory words) internal pure returns (bytes memory) {
        bytes memory encoded = abi.encode(words);
        return abi.encodePacked(PUSH_LENGTH, SafeCast.toUint16(encoded.length), RETURN_THE_REST, encoded);
    }

    /// @notice The words that an address holds, where they were copied to.
    function read(address content) internal view returns (uint256[] memory words) {
        bytes memory code = content.code;
        words = Raw.listIn(code);
        // As {initcodeOf} made it.
        assert(code.length >= 32 * (2 + HEAD) && code.length == 32 * (2 + words.length));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     FIELDS
    //////////////////////////////////////////////////////////////////////////*/

    function deductibleOf(uint256[] memory words) internal pure returns (uint256) {
        return (_head(words, 0) >> 2) & CENTS;
    }

    function familyDeductibleOf(uint256[] memory words) internal pure returns (uint256) {
        return (_head(words, 0) >> 38) & CENTS;
    }

    function outOfPocketMaxOf(uint256[] memory words) internal pure returns (uint256) {
        return (_head(words, 0) >> 74) & CENTS;
    }

    function familyOutOfPocketMaxOf(uint256[] memory words) internal pure returns (uint256) {
        return (_head(words, 0) >> 110) & CENTS;
    }

    function isDeductibleAggregate(uint256[] memory words) internal pure returns (bool) {
        return _head(words, 0) & 1 == 1;
    }

    function isOutOfPocketAggregate(uint256[] memory words) internal pure returns (bool) {
        return _head(words, 0) & 2 == 2;
    }

    /// @notice Whether a limit stands in an extension.
    function hasExtension(uint256[] memory words) internal pure returns (bool) {
        return (_head(words, 0) >> 146) & 1 == 1;
    }

    /// @notice The method of coordination in the lowest two bits, and above it the rule for the allowable expense.
    function coordinationOf(uint256[] memory words) internal pure returns (uint256) {
        return (_head(words, 0) >> 147) & 15;
    }

    function classCountOf(uint256[] memory words) internal pure returns (uint256) {
        return uint8(_head(words, 1));
    }

    function timelyFilingDaysOf(uint256[] memory words) internal pure returns (uint256) {
        return uint16(_head(words, 1) >> 104);
    }

    function promptPayDaysOf(uint256[] memory words) internal pure returns (uint256) {
        return uint16(_head(words, 1) >> 88);
    }

    function utcOffsetSecondsOf(uint256[] memory words) internal pure returns (int32) {
        return int32(uint32(_head(words, 1) >> 120));
    }

    /// @notice The words of the classes.
    function classesOf(uint256[] memory words) internal pure returns (uint256[] memory) {
        return Arrays.slice(words, classesAt(words));
    }

    /// @notice The position of the first class's word.
    function classesAt(uint256[] memory words) internal pure returns (uint256) {
        // Proof: three counts of 8 bits.
        unchecked {
            return HEAD + uint8(_head(words, 1) >> 8) + uint8(_head(words, 1) >> 16);
        }
    }

    /// @notice The word of a limit, counted from 1 as classes name them.
    function limitOf(uint256[] memory words, uint256 number) internal pure returns (uint256) {
        return words[HEAD - 1 + number];
    }

    /// @notice Whether lines of a class are covered without more: nothing is required of the claim and nothing limits them.
    /// @dev Of a word of zero all is false.
    function isPlain(uint256 class) internal pure returns (bool) {
        return class & (1 << 61) != 0;
    }

    function isCovered(uint256 class) internal pure returns (bool) {
        return class & (1 << 56) != 0;
    }

    function isDeductibleApplied(uint256 class) internal pure returns (bool) {
        return class & (1 << 57) != 0;
    }

    function isOutOfPocketApplied(uint256 class) internal pure returns (bool) {
        return class & (1 << 58) != 0;
    }

    /// @notice 1 where the class applies the deductible, else 0.
    function deductibleFactorOf(uint256 class) internal pure returns (uint256) {
        return (class >> 57) & 1;
    }

    /// @notice 1 where the class counts to the out-of-pocket maximum, else 0.
    function outOfPocketFactorOf(uint256 class) internal pure returns (uint256) {
        return (class >> 58) & 1;
    }

    function isAuthorizationRequired(uint256 class) internal pure returns (bool) {
        return class & (1 << 59) != 0;
    }

    function isEvidenceRequired(uint256 class) internal pure returns (bool) {
        return class & (1 << 60) != 0;
    }

    function coinsuranceBpsOf(uint256 class) internal pure returns (uint256) {
        return class >> 240;
    }

    function copayOf(uint256 class) internal pure returns (uint256) {
        return uint40(class);
    }

    /// @notice A class's limits, counted from 1; zero for none.
    function limitAOf(uint256 class) internal pure returns (uint256) {
        return uint8(class >> 40);
    }

    function limitBOf(uint256 class) internal pure returns (uint256) {
        return uint8(class >> 48);
    }

    function clocksOf(uint256[] memory words) internal pure returns (IPlans.Clocks memory clocks) {
        uint256 word = words[1];
        clocks.utcOffsetSeconds = int32(uint32(word >> 120));
        clocks.timelyFilingDays = uint16(word >> 104);
        clocks.promptPayDays = uint16(word >> 88);
        clocks.interestFromDays = uint16(word >> 72);
        clocks.appealDays = uint16(word >> 56);
        clocks.appealDecisionDays = uint16(word >> 40);
        clocks.recoveryNoticeDays = uint16(word >> 24);
        clocks.interest = new IPlans.InterestRate[](uint8(word >> 16));
        uint256 from = HEAD + uint8(word >> 8);
        for (uint256 i = 0; i < clocks.interest.length; ++i) {
            clocks.interest[i] = unpackRate(words[from + i]);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     PACKING
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice The words of a plan that {Plans} has checked.
    function pack(IPlans.Plan calldata plan) internal pure returns (uint256[] memory words) {
        IPlans.InterestRate[] calldata rates = plan.clocks.interest;
        words = new uint256[](HEAD + plan.limits.length + rates.length + plan.classes.length);
        words[0] = _packTerms(plan);
        words[1] =
            (_packClocks(plan.clocks) << 24) | (rates.length << 16) | (plan.limits.length << 8) | plan.classes.length;
        words[2] = uint256(plan.feeScheduleRoot);
        words[3] = uint256(plan.editsRoot);
        uint256 next = HEAD;
        for (uint256 i = 0; i < plan.limits.length; ++i) {
            if (plan.limits[i].isExtended) words[0] |= 1 << 146;
            words[next++] = packLimit(plan.limits[i]);
        }
        for (uint256 i = 0; i < rates.length; ++i) {
            words[next++] = packRate(rates[i]);
        }
        for (uint256 i = 0; i < plan.classes.length; ++i) {
            words[next++] = packClass(plan.classes[i]);
        }
    }

    /// @notice The plan that the words hold.
    function unpack(uint256[] memory words) internal pure returns (IPlans.Plan memory plan) {
        plan.deductibleCents = uint40(deductibleOf(words));
        plan.familyDeductibleCents = uint40(familyDeductibleOf(words));
        plan.outOfPocketMaxCents = uint40(outOfPocketMaxOf(words));
        plan.familyOutOfPocketMaxCents = uint40(familyOutOfPocketMaxOf(words));
        plan.isDeductibleAggregate = isDeductibleAggregate(words);
        plan.isOutOfPocketAggregate = isOutOfPocketAggregate(words);
        plan.coordinationMethod = IPlans.CoordinationMethod(coordinationOf(words) & 3);
        plan.allowableRule = IPlans.AllowableRule(coordinationOf(words) >> 2);
        plan.feeScheduleRoot = bytes32(words[2]);
        plan.editsRoot = bytes32(words[3]);
        plan.clocks = clocksOf(words);
        plan.limits = new IPlans.Limit[](uint8(words[1] >> 8));
        for (uint256 i = 0; i < plan.limits.length; ++i) {
            plan.limits[i] = unpackLimit(words[HEAD + i]);
        }
        plan.classes = new IPlans.CostShare[](classCountOf(words));
        uint256 from = classesAt(words);
        for (uint256 i = 0; i < plan.classes.length; ++i) {
            plan.classes[i] = unpackClass(words[from + i]);
        }
    }

    /// @dev From the lowest bit: width 8, shift 8, rolling days 16, max 40, isExtended 1, period 2, kind 2.
    function packLimit(IPlans.Limit calldata limit) internal pure returns (uint256) {
        return (uint256(limit.kind) << 75) | (uint256(limit.period) << 73) | (_bit(limit.isExtended) << 72)
            | (uint256(limit.max) << 32) | (uint256(limit.rollingDays) << 16) | (uint256(limit.shift) << 8)
            | limit.width;
    }

    function unpackLimit(uint256 word) internal pure returns (IPlans.Limit memory) {
        return IPlans.Limit({
            kind: IPlans.LimitKind((word >> 75) & 3),
            period: IPlans.LimitPeriod((word >> 73) & 3),
            isExtended: (word >> 72) & 1 == 1,
            max: uint40(word >> 32),
            rollingDays: uint16(word >> 16),
            shift: uint8(word >> 8),
            width: uint8(word)
        });
    }

    /// @dev From the lowest bit: minimum 32, rate 16, from day 24.
    function packRate(IPlans.InterestRate calldata rate) internal pure returns (uint256) {
        return (uint256(rate.fromDay) << 48) | (uint256(rate.rateBps) << 32) | rate.minimumCents;
    }

    function unpackRate(uint256 word) internal pure returns (IPlans.InterestRate memory) {
        return
            IPlans.InterestRate({fromDay: uint24(word >> 48), rateBps: uint16(word >> 32), minimumCents: uint32(word)});
    }

    /// @dev From the highest bit: coinsurance 16, ending at bit 240; from the lowest: copay 40, limit A 8, limit B 8, five
    /// facts in the order of {IPlans.CostShare}, and whether the class is plain. Lines of plain classes are most lines.
    function packClass(IPlans.CostShare calldata class) internal pure returns (uint256) {
        bool isUnrestricted = class.isCovered && !class.isAuthorizationRequired && !class.isEvidenceRequired
            && class.limitA == 0 && class.limitB == 0;
        uint256 facts = _bit(class.isCovered) | (_bit(class.isDeductibleApplied) << 1)
            | (_bit(class.isOutOfPocketApplied) << 2) | (_bit(class.isAuthorizationRequired) << 3)
            | (_bit(class.isEvidenceRequired) << 4) | (_bit(isUnrestricted) << 5);
        return (uint256(class.coinsuranceBps) << 240) | (facts << 56) | (uint256(class.limitB) << 48)
            | (uint256(class.limitA) << 40) | class.copayCents;
    }

    function unpackClass(uint256 word) internal pure returns (IPlans.CostShare memory class) {
        class.isCovered = isCovered(word);
        class.isDeductibleApplied = isDeductibleApplied(word);
        class.isOutOfPocketApplied = isOutOfPocketApplied(word);
        class.isAuthorizationRequired = isAuthorizationRequired(word);
        class.isEvidenceRequired = isEvidenceRequired(word);
        class.coinsuranceBps = uint16(coinsuranceBpsOf(word));
        class.copayCents = uint40(copayOf(word));
        class.limitA = uint8(limitAOf(word));
        class.limitB = uint8(limitBOf(word));
    }

    function _packTerms(IPlans.Plan calldata plan) private pure returns (uint256) {
        return (uint256(plan.allowableRule) << 149) | (uint256(plan.coordinationMethod) << 147)
            | (uint256(plan.familyOutOfPocketMaxCents) << 110) | (uint256(plan.outOfPocketMaxCents) << 74)
            | (uint256(plan.familyDeductibleCents) << 38) | (uint256(plan.deductibleCents) << 2)
            | (_bit(plan.isOutOfPocketAggregate) << 1) | _bit(plan.isDeductibleAggregate);
    }

    function _packClocks(IPlans.Clocks calldata clocks) private pure returns (uint256) {
        return (uint256(uint32(clocks.utcOffsetSeconds)) << 96) | (uint256(clocks.timelyFilingDays) << 80)
            | (uint256(clocks.promptPayDays) << 64) | (uint256(clocks.interestFromDays) << 48)
            | (uint256(clocks.appealDays) << 32) | (uint256(clocks.appealDecisionDays) << 16)
            | clocks.recoveryNoticeDays;
    }

    function _bit(bool fact) private pure returns (uint256) {
        return fact ? 1 : 0;
    }

    /// @dev One of the words that every plan has.
    /// @param i Below {HEAD}.
    function _head(uint256[] memory words, uint256 i) private pure returns (uint256) {
        return Raw.get(Raw.placeOf(words, i));
    }
}
