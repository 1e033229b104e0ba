// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {Encoder} from "../support/Encoder.sol";
import {Reference} from "../support/Reference.sol";
import {Settling} from "../support/Settling.sol";

/// @notice Claims with prior payers in a settlement, each compared with {Reference} in everything.
contract SettleCoordinationTest is Settling {
    IPlans.CoordinationMethod private constant TRADITIONAL = IPlans.CoordinationMethod.Traditional;
    IPlans.CoordinationMethod private constant MAINTENANCE = IPlans.CoordinationMethod.MaintenanceOfBenefits;

    /*//////////////////////////////////////////////////////////////////////////
                                      METHODS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Billed 1,000; others allowed 800 and paid 640; the plan allows 700, of which it would pay 560 alone.
    function test_Settle_ByEveryMethodAndRule() public {
        uint256[9] memory wanted = [uint256(160_00), 60_00, 160_00, 0, 0, 0, 128_00, 48_00, 128_00];
        for (uint256 i = 0; i < 9; ++i) {
            _enrol(_plan(IPlans.CoordinationMethod(1 + i / 3), IPlans.AllowableRule(i % 3)), uint64(10 + i), 0, 0);
            Reference.Determination memory made = settleOne(_secondary(uint64(10 + i), 700_00));
            assertEq(made.paid, wanted[i], "paid");
            assertEq(made.lines[0].coinsurance, 140_00, "the result is that without others");
            assertEq(
                coverages.coverageYearOf(INSURER, uint64(10 + i)).outOfPocketCents, 140_00, "and so is what is credited"
            );
        }
        assertEq(token.balanceOf(payeeOf(1)), 684_00 * UNITS, "the payout is the sum");
    }

    function test_Settle_NonDuplicationTheDifference() public {
        _enrol(_plan(IPlans.CoordinationMethod.NonDuplication, IPlans.AllowableRule.Higher), 7, 0, 0);
        Encoder.Claim memory made = _secondary(7, 800_00);
        made.priors[0] = Encoder.Prior({paid: 500_00, owed: 300_00, allowed: 800_00});
        assertEq(settleOne(made).paid, 140_00, "640 less 500");
    }

    /// @dev No more than the patient still owed, though more of the expense is unpaid.
    function test_Settle_HeldToWhatIsOwed() public {
        _enrol(_plan(TRADITIONAL, IPlans.AllowableRule.Higher), 7, 0, 0);
        Encoder.Claim memory made = _secondary(7, 700_00);
        made.priors[0].owed = 35_00;
        assertEq(settleOne(made).paid, 35_00, "paid");
    }

    /*//////////////////////////////////////////////////////////////////////////
                              MAINTENANCE OF BENEFITS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Each line meets what the lines before it leave without others: of the second 100.00 of deductible are left, whatever
    /// the first one paid.
    function test_Settle_MaintenanceMeetsWhatIsLeftWithoutOthers() public {
        IPlans.Plan memory plan = _plan(MAINTENANCE, IPlans.AllowableRule.Higher);
        (plan.deductibleCents, plan.familyDeductibleCents) = (500_00, 500_00);
        plan.classes[0].isDeductibleApplied = true;
        _enrol(plan, 7, 3, 0);
        Encoder.Claim memory made =
            withLines(claim(7, 1, line(0, 0, 0)), line(1_000_00, 400_00, 0), line(1_000_00, 400_00, 0));
        made.priors = new Encoder.Prior[](2);
        made.priors[0] = Encoder.Prior({paid: 100_00, owed: 300_00, allowed: 400_00});
        made.priors[1] = made.priors[0];
        Reference.Determination memory all = settleOne(made);
        assertEq(all.lines[0].paid, 0, "all deductible");
        assertEq(all.lines[1].paid, 160_00, "300 less 100 of deductible and a fifth");
        assertEq(coverages.coverageYearOf(INSURER, 7).deductibleCents, 500_00, "credited as without others");
    }

    /// @dev Counters in the word and in the extension move once, by the lines as they are.
    function test_Settle_MaintenanceCountsOnce() public {
        IPlans.Plan memory plan = limitedPlan(
            yearLimit(IPlans.LimitKind.Visits, 9, 0),
            extendedLimit(IPlans.LimitKind.Money, IPlans.LimitPeriod.Lifetime, 900_00, 0)
        );
        plan.coordinationMethod = MAINTENANCE;
        enrol(7, publish(plan), 0, 900);
        Reference.Determination memory all = settleOne(_lines(7, 6));
        assertEq(all.lines[4].noncovered, 100_00, "the limit cut the fifth line");
        assertEq(all.lines[4].paid, 100_00, "not what is unpaid of it");
        assertEq(all.lines[5].denial, 8, "nor left anything of the sixth");
        assertEq(coverages.coverageYearOf(INSURER, 7).counters % (1 << 14), 5, "visits");
        assertEq(coverages.extensionOf(INSURER, 900), 900_00, "money");
    }

    function test_Settle_MaintenanceOfADeniedLine() public {
        _enrol(_plan(MAINTENANCE, IPlans.AllowableRule.Higher), 7, 0, 0);
        Encoder.Claim memory made = _lines(7, 3);
        (made.lines[1].class, made.lines[1].allowed) = (255, 0);
        Reference.Determination memory all = settleOne(made);
        assertEq(all.lines[1].paid, 0, "nothing of the denied line");
        assertEq(all.lines[2].paid, 80_00, "the next one as if alone");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       FACTS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The words stand behind the other facts, whichever there are, a line each.
    function test_Settle_PriorsBehindAnyFacts() public {
        _enrol(_plan(TRADITIONAL, IPlans.AllowableRule.Higher), 7, 0, 0);
        for (uint256 flags = 0; flags < 16; ++flags) {
            Encoder.Claim memory made = _lines(7, 1 + flags);
            made.contentHash = keccak256(abi.encode(flags));
            made.reasonsHash = flags & 1 == 0 ? bytes32(0) : keccak256("reasons");
            made.authorization = flags & 2 == 0 ? bytes32(0) : keccak256("authorization");
            made.evidence = flags & 4 == 0 ? bytes32(0) : keccak256("evidence");
            made.isFilingExcused = flags & 8 != 0;
            assertEq(settleOne(made).isDecided, true, "decided");
        }
    }

    function test_Settle_MostLines() public {
        _enrol(_plan(TRADITIONAL, IPlans.AllowableRule.Lower), 7, 0, 0);
        _enrol(_plan(MAINTENANCE, IPlans.AllowableRule.Higher), 8, 0, 0);
        assertEq(settleOne(_lines(7, 255)).paid, 0, "of 100 nothing is unpaid");
        assertEq(settleOne(_lines(8, 24)).paid, 24 * 80_00, "of each 100 a fifth is the patient's");
    }

    /// @dev What is handed in as paid, or where nothing stands, is not taken over.
    function test_Settle_PaidIsTheLedgersAlone() public {
        _enrol(_plan(TRADITIONAL, IPlans.AllowableRule.Higher), 7, 0, 0);
        Encoder.Submission[] memory batch = one(1, one(_secondary(7, 700_00)));
        uint32 sequence = receiveInOrder(batch);
        Expected memory wanted = expected(sequence, batch);
        IClaimLedger.Settlement memory given = settlement(batch);
        uint256 last = given.claims.length - 1;
        given.claims[last] ^= (1 << 255) | (1 << 144) | 999_00;
        vm.recordLogs();
        vm.prank(adjudicator);
        ledger.settleBatch(headers[sequence], given);
        check(wanted, batch);
    }

    /// @dev Between claims without prior payers, each begins where the one before it ends.
    function test_Settle_BesideClaimsWithout() public {
        _enrol(_plan(TRADITIONAL, IPlans.AllowableRule.Higher), 7, 0, 0);
        Encoder.Claim[] memory claims = new Encoder.Claim[](3);
        claims[0] = claim(7, 1, line(1_000_00, 700_00, 0));
        claims[1] = _secondary(7, 700_00);
        claims[2] = claim(7, 3, line(1_000_00, 700_00, 0));
        Reference.Determination[] memory all = settleClaims(claims);
        assertEq(all[0].paid, 560_00, "alone");
        assertEq(all[1].paid, 160_00, "after others");
        assertEq(all[2].paid, 560_00, "alone");
    }

    /// @dev Interest is on what is paid after others.
    function test_Settle_InterestOnWhatIsPaid() public {
        IPlans.Plan memory plan = _plan(TRADITIONAL, IPlans.AllowableRule.Higher);
        plan.clocks.interest = new IPlans.InterestRate[](1);
        plan.clocks.interest[0] = IPlans.InterestRate({fromDay: 0, rateBps: 1000, minimumCents: 0});
        _enrol(plan, 7, 0, 0);
        Encoder.Submission[] memory batch = one(1, one(_secondary(7, 700_00)));
        uint32 sequence = receiveInOrder(batch);
        vm.warp(headers[sequence].receivedAt + 73 days);
        assertEq(settleReceived(sequence, batch)[0][0].interest, 3_20, "of 160 for 73 days");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      LEFT OUT
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_PlanThatPaysAfterNobody_LeftOut() public {
        enrol(7, publish(freePlan()), 0, 0);
        assertEq(settleOne(_secondary(7, 700_00)).fault, Errors.PlanNotCoordinating.selector, "left out");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 0, "no trace");
    }

    /// @dev Of any line; and of a claim that is denied as a whole.
    function test_Settle_PriorAmountsAboveCharge_LeftOut() public {
        _enrol(_plan(MAINTENANCE, IPlans.AllowableRule.Higher), 7, 0, 0);
        Encoder.Claim[] memory claims = new Encoder.Claim[](4);
        for (uint256 i = 0; i < 4; ++i) {
            claims[i] = _lines(7, 4);
            claims[i].contentHash = keccak256(abi.encode(i));
            claims[i].priors[i].owed = claims[i].lines[i].charge - claims[i].priors[i].paid + 1;
        }
        claims[3].serviceDay = END_DAY;
        --claims[0].priors[0].owed;
        Reference.Determination[] memory all = settleClaims(claims);
        assertEq(all[0].isDecided, true, "all of the charge");
        for (uint256 i = 1; i < 4; ++i) {
            assertEq(all[i].fault, Errors.PriorAmountsExceedCharge.selector, "a cent above it");
        }
    }

    /// @dev A line's own faults come first, and the plan's before those of prior amounts.
    function test_Settle_FaultsOfLinesBeforeThoseOfPriors() public {
        enrol(7, publish(freePlan()), 0, 0);
        Encoder.Claim memory made = _secondary(7, 700_00);
        made.priors[0].owed = 999_00;
        assertEq(settleOne(made).fault, Errors.PlanNotCoordinating.selector, "the plan's");
        made.contentHash = keccak256("another");
        made.lines[0].class = 9;
        assertEq(settleOne(made).fault, Errors.ClassUnknown.selector, "the line's");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       ANY
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Whatever prior payers paid, left and allowed, all payers together pay no more than the charge.
    function testFuzz_Coordinate_AllPayersWithinCharge(
        uint8 settings,
        uint40 allowed,
        uint40 paid,
        uint40 owed,
        uint40 theirs
    ) public {
        IPlans.CoordinationMethod method = IPlans.CoordinationMethod(1 + settings % 3);
        _enrol(_plan(method, IPlans.AllowableRule((settings / 3) % 3)), 7, 0, 0);
        Encoder.Claim memory made = _secondary(7, uint40(allowed % (1_000_00 + 1)));
        Encoder.Prior memory prior = made.priors[0];
        prior.paid = uint40(paid % (1_000_00 + 1));
        prior.owed = uint40(owed % (1_000_00 - prior.paid + 1));
        prior.allowed = uint40(theirs % (1 << 36));
        Reference.Determination memory all = settleOne(made);
        assertLe(all.paid + prior.paid, 1_000_00, "charge");
        assertLe(all.paid, prior.owed, "owed");
        assertEq(token.balanceOf(payeeOf(1)), all.paid * UNITS, "the payout");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev One class: a fifth is the patient's.
    function _plan(IPlans.CoordinationMethod method, IPlans.AllowableRule rule)
        private
        pure
        returns (IPlans.Plan memory plan)
    {
        plan = freePlan();
        plan.classes[0].coinsuranceBps = 2000;
        (plan.coordinationMethod, plan.allowableRule) = (method, rule);
    }

    function _enrol(IPlans.Plan memory plan, uint64 coverageYear, uint32 family, uint64 extension) private {
        enrol(coverageYear, publish(plan), family, extension);
    }

    /// @dev Of 1,000, of which a payer before allowed 800, paid 640 and left 160.
    function _secondary(uint64 coverageYear, uint40 allowed) private returns (Encoder.Claim memory made) {
        made = claim(coverageYear, nextSeed(), line(1_000_00, allowed, 0));
        made.priors = new Encoder.Prior[](1);
        made.priors[0] = Encoder.Prior({paid: 640_00, owed: 160_00, allowed: 800_00});
    }

    /// @dev Lines of 200, all of it allowed, of which a payer before paid and allowed 100 and left 100.
    function _lines(uint64 coverageYear, uint256 count) private pure returns (Encoder.Claim memory made) {
        made = claim(coverageYear, 1, line(0, 0, 0));
        made.lines = new Encoder.Line[](count);
        made.priors = new Encoder.Prior[](count);
        for (uint256 i = 0; i < count; ++i) {
            made.lines[i] = line(200_00, 200_00, 0);
            made.priors[i] = Encoder.Prior({paid: 100_00, owed: 100_00, allowed: 100_00});
        }
    }
}
