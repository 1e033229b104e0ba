// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";

import {IPlans} from "../../src/interfaces/IPlans.sol";
import {PlanContent} from "../../src/libraries/PlanContent.sol";
import {Dice} from "../support/Dice.sol";
import {Encoder} from "../support/Encoder.sol";
import {Test} from "../support/Test.sol";

contract PlanContentTest is Test {
    using Dice for Dice.Cup;
    using PlanContent for uint256[];

    function pack(IPlans.Plan calldata plan) external pure returns (uint256[] memory) {
        return PlanContent.pack(plan);
    }

    function packedLimit(IPlans.Limit calldata limit) external pure returns (uint256) {
        return PlanContent.packLimit(limit);
    }

    function packedRate(IPlans.InterestRate calldata rate) external pure returns (uint256) {
        return PlanContent.packRate(rate);
    }

    function packedClass(IPlans.CostShare calldata class) external pure returns (uint256) {
        return PlanContent.packClass(class);
    }

    function initcodeOf(uint256[] calldata words) external pure returns (bytes memory) {
        return PlanContent.initcodeOf(words);
    }

    /// @dev Any plan, also one that {Plans} would refuse for its sense, as long as its amounts have 36 bits.
    function testFuzz_Unpack_GivesBack(uint256 seed) public view {
        IPlans.Plan memory plan = _plan(Dice.Cup(seed));
        uint256[] memory words = this.pack(plan);
        assertEq(abi.encode(words.unpack()), abi.encode(plan), "plan");
        assertEq(abi.encode(words.clocksOf()), abi.encode(plan.clocks), "clocks");
    }

    /// @dev What adjudication looks up.
    function testFuzz_Fields_OfAPlan(uint256 seed) public view {
        IPlans.Plan memory plan = _plan(Dice.Cup(seed));
        uint256[] memory words = this.pack(plan);
        assertEq(words.deductibleOf(), plan.deductibleCents, "deductible");
        assertEq(words.familyDeductibleOf(), plan.familyDeductibleCents, "family deductible");
        assertEq(words.outOfPocketMaxOf(), plan.outOfPocketMaxCents, "out-of-pocket maximum");
        assertEq(words.familyOutOfPocketMaxOf(), plan.familyOutOfPocketMaxCents, "family's");
        assertEq(words.isDeductibleAggregate(), plan.isDeductibleAggregate, "aggregate deductible");
        assertEq(words.isOutOfPocketAggregate(), plan.isOutOfPocketAggregate, "aggregate maximum");
        uint256 coordination = 4 * uint256(plan.allowableRule) + uint256(plan.coordinationMethod);
        assertEq(words.coordinationOf(), coordination, "coordination");
        assertEq(words.timelyFilingDaysOf(), plan.clocks.timelyFilingDays, "timely filing");
        assertEq(words.classCountOf(), plan.classes.length, "classes");
        bool hasExtension = false;
        for (uint256 i = 0; i < plan.limits.length; ++i) {
            hasExtension = hasExtension || plan.limits[i].isExtended;
            assertEq(words.limitOf(i + 1), this.packedLimit(plan.limits[i]), "limit, counted from 1");
        }
        assertEq(words.hasExtension(), hasExtension, "extension");
        for (uint256 i = 0; i < plan.classes.length; ++i) {
            assertEq(words.classesOf()[i], this.packedClass(plan.classes[i]), "class");
        }
        assertEq(words.classesOf().length, plan.classes.length, "and none beside them");
        assertEq(words.length, words.classesAt() + plan.classes.length, "nothing behind the classes");
    }

    function testFuzz_PackLimit_LaidOutAsDesigned(uint256 seed) public view {
        IPlans.Limit memory limit = _limit(Dice.Cup(seed));
        uint256 word = Encoder.append(0, uint256(limit.kind), 2);
        word = Encoder.append(word, uint256(limit.period), 2);
        word = Encoder.append(word, limit.isExtended ? 1 : 0, 1);
        word = Encoder.append(word, limit.max, 40);
        word = Encoder.append(word, limit.rollingDays, 16);
        word = Encoder.append(word, limit.shift, 8);
        word = Encoder.append(word, limit.width, 8);
        assertEq(this.packedLimit(limit), word, "word");
        assertEq(abi.encode(PlanContent.unpackLimit(word)), abi.encode(limit), "limit");
    }

    function testFuzz_PackRate_LaidOutAsDesigned(IPlans.InterestRate memory rate) public view {
        uint256 word = Encoder.append(0, rate.fromDay, 24);
        word = Encoder.append(word, rate.rateBps, 16);
        word = Encoder.append(word, rate.minimumCents, 32);
        assertEq(this.packedRate(rate), word, "word");
        assertEq(abi.encode(PlanContent.unpackRate(word)), abi.encode(rate), "rate");
    }

    function testFuzz_PackClass_LaidOutAsDesigned(IPlans.CostShare memory class) public view {
        bool isPlain = class.isCovered && !class.isAuthorizationRequired && !class.isEvidenceRequired
            && class.limitA == 0 && class.limitB == 0;
        uint256 word = Encoder.append(class.coinsuranceBps, isPlain ? 1 : 0, 179);
        word = Encoder.append(word, class.isEvidenceRequired ? 1 : 0, 1);
        word = Encoder.append(word, class.isAuthorizationRequired ? 1 : 0, 1);
        word = Encoder.append(word, class.isOutOfPocketApplied ? 1 : 0, 1);
        word = Encoder.append(word, class.isDeductibleApplied ? 1 : 0, 1);
        word = Encoder.append(word, class.isCovered ? 1 : 0, 1);
        word = Encoder.append(word, class.limitB, 8);
        word = Encoder.append(word, class.limitA, 8);
        word = Encoder.append(word, class.copayCents, 40);
        assertEq(this.packedClass(class), word, "word");
        assertEq(abi.encode(PlanContent.unpackClass(word)), abi.encode(class), "class");
        assertEq(PlanContent.isPlain(word), isPlain, "plain");
    }

    /// @dev The initcode leaves the words as code, however many a plan has. It has four at least.
    function testFuzz_InitcodeOf_LeavesTheWords(uint256 seed, uint8 more) public {
        Dice.Cup memory cup = Dice.Cup(seed);
        uint256 count = 4 + uint256(more);
        uint256[] memory words = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            words[i] = cup.roll(type(uint256).max);
        }
        address content = Create2.deploy(0, "salt", PlanContent.initcodeOf(words));
        assertEq(content.code, abi.encode(words), "code");
        assertEq(abi.encode(PlanContent.read(content)), abi.encode(words), "words");
        assertEq(uint8(content.code[0]), 0, "calling it stops at once");
    }

    /// @dev What is no plan's content is not read as one.
    function test_RevertWhen_CodeIsNoContent() public {
        uint256[3] memory few;
        bytes[3] memory codes =
            [bytes(""), abi.encode(new uint256[](3)), abi.encodePacked(uint256(32), uint256(5), few, uint256(0))];
        for (uint256 i = 0; i < codes.length; ++i) {
            vm.etch(address(0xC0DE), codes[i]);
            vm.expectRevert();
            this.read(address(0xC0DE));
        }
    }

    function test_RevertWhen_MoreWordsThanALengthCarries() public {
        vm.expectRevert();
        this.initcodeOf(new uint256[](2047));
    }

    function read(address content) external view returns (uint256[] memory) {
        return PlanContent.read(content);
    }

    function _plan(Dice.Cup memory cup) private pure returns (IPlans.Plan memory plan) {
        plan.deductibleCents = uint40(cup.roll(1 << 36));
        plan.familyDeductibleCents = uint40(cup.roll(1 << 36));
        plan.outOfPocketMaxCents = uint40(cup.roll(1 << 36));
        plan.familyOutOfPocketMaxCents = uint40(cup.roll(1 << 36));
        plan.isDeductibleAggregate = cup.once(2);
        plan.isOutOfPocketAggregate = cup.once(2);
        plan.coordinationMethod = IPlans.CoordinationMethod(cup.roll(4));
        plan.allowableRule = IPlans.AllowableRule(cup.roll(3));
        plan.feeScheduleRoot = keccak256(abi.encode(cup.roll(1 << 36)));
        plan.editsRoot = keccak256(abi.encode(cup.roll(1 << 36)));
        plan.clocks = _clocks(cup);
        plan.limits = new IPlans.Limit[](cup.roll(16));
        for (uint256 i = 0; i < plan.limits.length; ++i) {
            plan.limits[i] = _limit(cup);
        }
        plan.classes = new IPlans.CostShare[](cup.between(1, 64));
        for (uint256 i = 0; i < plan.classes.length; ++i) {
            plan.classes[i] = _class(cup);
        }
    }

    function _clocks(Dice.Cup memory cup) private pure returns (IPlans.Clocks memory clocks) {
        clocks.utcOffsetSeconds = int32(uint32(cup.roll(1 << 32)));
        clocks.timelyFilingDays = uint16(cup.roll(1 << 16));
        clocks.promptPayDays = uint16(cup.roll(1 << 16));
        clocks.interestFromDays = uint16(cup.roll(1 << 16));
        clocks.appealDays = uint16(cup.roll(1 << 16));
        clocks.appealDecisionDays = uint16(cup.roll(1 << 16));
        clocks.recoveryNoticeDays = uint16(cup.roll(1 << 16));
        clocks.interest = new IPlans.InterestRate[](cup.roll(17));
        for (uint256 i = 0; i < clocks.interest.length; ++i) {
            clocks.interest[i] = IPlans.InterestRate({
                fromDay: uint24(cup.roll(1 << 24)),
                rateBps: uint16(cup.roll(1 << 16)),
                minimumCents: uint32(cup.roll(1 << 32))
            });
        }
    }

    function _limit(Dice.Cup memory cup) private pure returns (IPlans.Limit memory) {
        return IPlans.Limit({
            kind: IPlans.LimitKind(cup.roll(3)),
            period: IPlans.LimitPeriod(cup.roll(3)),
            isExtended: cup.once(2),
            max: uint40(cup.roll(1 << 40)),
            rollingDays: uint16(cup.roll(1 << 16)),
            shift: uint8(cup.roll(256)),
            width: uint8(cup.roll(256))
        });
    }

    function _class(Dice.Cup memory cup) private pure returns (IPlans.CostShare memory) {
        return IPlans.CostShare({
            isCovered: cup.once(2),
            isDeductibleApplied: cup.once(2),
            isOutOfPocketApplied: cup.once(2),
            isAuthorizationRequired: cup.once(2),
            isEvidenceRequired: cup.once(2),
            coinsuranceBps: uint16(cup.roll(1 << 16)),
            copayCents: uint40(cup.roll(1 << 40)),
            limitA: uint8(cup.roll(256)),
            limitB: uint8(cup.roll(256))
        });
    }
}
