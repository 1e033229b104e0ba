// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICoverages} from "../../src/interfaces/ICoverages.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Encoder} from "../support/Encoder.sol";
import {Reference} from "../support/Reference.sol";
import {Settling} from "../support/Settling.sol";

/// @notice Why a line is denied: contracts/DESIGN.md section 4, one by one and in their order.
contract SettleDenialsTest is Settling {
    uint256 private constant BY_ENGINE = 1;
    uint256 private constant OUTSIDE_COVERAGE = 2;
    uint256 private constant PROVIDER_NOT_CREDENTIALED = 3;
    uint256 private constant FILED_LATE = 4;
    uint256 private constant CLASS_NOT_COVERED = 5;
    uint256 private constant AUTHORIZATION_MISSING = 6;
    uint256 private constant EVIDENCE_MISSING = 7;
    uint256 private constant LIMIT_REACHED = 8;

    /// @dev The fixture's receipts are on 2027-01-15.
    uint24 private constant RECEIPT_DAY = 739_996;

    /*//////////////////////////////////////////////////////////////////////////
                                    BY THE ENGINE
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_DeniedByEngine() public {
        enrol(7, 3);
        Reference.Line memory made = _settleLine(claim(7, 1, line(100_00, 0, 255)));
        _checkDenied(made, BY_ENGINE, 255);
        assertEq(made.charge, 100_00, "charge");
        _checkUntouched();
    }

    /// @dev Its allowed amount should be zero; what else is handed in does not count.
    function test_Settle_DeniedByEngineAllowsNothing() public {
        enrol(7, 3);
        _checkDenied(_settleLine(claim(7, 1, line(100_00, 90_00, 255))), BY_ENGINE, 255);
        _checkUntouched();
    }

    function test_Settle_DeniedByEngineBesideOthers() public {
        enrol(7, 0);
        Encoder.Claim memory made = withLines(claim(7, 1, line(0, 0, 0)), line(50_00, 0, 255), line(60_00, 60_00, 1));
        Reference.Determination memory all = settleOne(made);
        assertEq(all.lines[0].denial, BY_ENGINE, "first");
        assertEq(all.lines[1].denial, 0, "second");
        assertEq(all.paid, 35_00, "the other is paid");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                   OUTSIDE COVERAGE
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_LastDayOfSpan() public {
        enrol(7, 0);
        assertEq(_settleLine(claimOn(7, END_DAY - 1, line(100_00, 90_00, 1))).denial, 0, "covered");
    }

    function test_Settle_DayAfterSpanDenied() public {
        enrol(7, 3);
        Encoder.Claim memory made = claimOn(7, END_DAY, line(0, 0, 0));
        Reference.Determination memory all = settleOne(withLines(made, line(50_00, 50_00, 1), line(60_00, 60_00, 3)));
        _checkDenied(all.lines[0], OUTSIDE_COVERAGE, 1);
        _checkDenied(all.lines[1], OUTSIDE_COVERAGE, 3);
        _checkUntouched();
    }

    function test_Settle_FirstDayOfSpan() public {
        enrol(7, 0);
        assertEq(_settleLine(claimOn(7, START_DAY, line(100_00, 90_00, 1))).denial, 0, "covered");
    }

    function test_Settle_DayBeforeSpanDenied() public {
        enrol(7, 3);
        _checkDenied(_settleLine(claimOn(7, START_DAY - 1, line(100_00, 90_00, 1))), OUTSIDE_COVERAGE, 1);
        _checkUntouched();
    }

    function test_Settle_DayZeroDenied() public {
        enrol(7, 0);
        _checkDenied(_settleLine(claimOn(7, 0, line(100_00, 90_00, 1))), OUTSIDE_COVERAGE, 1);
    }

    /// @dev Also in retrospect: what was determined before stands, what comes is denied.
    function test_Settle_EndChangedInRetrospect() public {
        enrol(7, 0);
        assertEq(_settleLine(claimOn(7, DAY, line(100_00, 90_00, 1))).denial, 0, "before");
        _changeEnd(DAY);
        _checkDenied(_settleLine(claimOn(7, DAY, line(100_00, 90_00, 1))), OUTSIDE_COVERAGE, 1);
        assertEq(_settleLine(claimOn(7, DAY - 1, line(100_00, 90_00, 1))).denial, 0, "the new last day");
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 50_00, "two of three");
    }

    function test_Settle_EmptiedCoverageDeniesAll() public {
        enrol(7, 0);
        _changeEnd(START_DAY);
        _checkDenied(_settleLine(claimOn(7, START_DAY, line(100_00, 90_00, 1))), OUTSIDE_COVERAGE, 1);
    }

    function test_Settle_LengthenedCoverage() public {
        enrol(7, 0);
        _changeEnd(END_DAY + 31);
        assertEq(_settleLine(claimOn(7, END_DAY + 30, line(100_00, 90_00, 1))).denial, 0, "covered");
    }

    /// @dev A claim that is denied as a whole needs no class of the plan.
    function test_Settle_UnknownClassOutsideCoverageDenied() public {
        enrol(7, 0);
        _checkDenied(_settleLine(claimOn(7, END_DAY, line(100_00, 90_00, 63))), OUTSIDE_COVERAGE, 63);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     CREDENTIALS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_CredentialedOnTheDay() public {
        enrol(7, 0);
        setValidity(1, span(DAY, DAY + 1));
        assertEq(_settleLine(claimOn(7, DAY, line(100_00, 90_00, 1))).denial, 0, "the only day");
    }

    function test_Settle_NotCredentialedDenied() public {
        enrol(7, 3);
        setValidity(1, 0);
        _checkDenied(_settleLine(claim(7, 1, line(100_00, 90_00, 1))), PROVIDER_NOT_CREDENTIALED, 1);
        _checkUntouched();
    }

    function test_Settle_DayBeforeCredentialDenied() public {
        enrol(7, 0);
        setValidity(1, span(DAY, END_DAY));
        _checkDenied(_settleLine(claimOn(7, DAY - 1, line(100_00, 90_00, 1))), PROVIDER_NOT_CREDENTIALED, 1);
    }

    function test_Settle_DayAfterCredentialDenied() public {
        enrol(7, 0);
        setValidity(1, span(START_DAY, DAY));
        _checkDenied(_settleLine(claimOn(7, DAY, line(100_00, 90_00, 1))), PROVIDER_NOT_CREDENTIALED, 1);
    }

    /// @dev Five spans of one day each, with a day between them.
    function test_Settle_EachOfFiveSpansCounts() public {
        enrol(7, 0);
        uint256 word = 0;
        for (uint256 i = 0; i < 5; ++i) {
            word |= span(DAY + 2 * i, DAY + 2 * i + 1) << (48 * i);
        }
        setValidity(1, word);
        for (uint24 i = 0; i < 11; ++i) {
            uint256 wanted = i < 9 && i % 2 == 0 ? 0 : PROVIDER_NOT_CREDENTIALED;
            assertEq(_settleLine(claimOn(7, DAY + i, line(10_00, 10_00, 1))).denial, wanted, "day");
        }
    }

    /// @dev Providers of one batch, each by its own credentials.
    function test_Settle_CredentialsOfEachProvider() public {
        enrol(7, 0);
        setValidity(2, 0);
        Encoder.Submission[] memory batch = new Encoder.Submission[](3);
        for (uint32 i = 0; i < 3; ++i) {
            batch[i] = Encoder.Submission(i + 1, one(claim(7, i, line(50_00, 50_00, 1))));
        }
        Reference.Determination[][] memory all = settleAll(batch);
        assertEq(all[0][0].lines[0].denial, 0, "first provider");
        assertEq(all[1][0].lines[0].denial, PROVIDER_NOT_CREDENTIALED, "second");
        assertEq(all[2][0].lines[0].denial, 0, "third");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     FILED LATE
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_FiledOnTheLastDay() public {
        enrol(7, _planFiling(100, 0), 0);
        assertEq(_settleLine(claimOn(7, RECEIPT_DAY - 100, line(100_00, 90_00, 1))).denial, 0, "100 days");
    }

    function test_Settle_FiledLateDenied() public {
        enrol(7, _planFiling(100, 0), 3);
        _checkDenied(_settleLine(claimOn(7, RECEIPT_DAY - 101, line(100_00, 90_00, 1))), FILED_LATE, 1);
        _checkUntouched();
    }

    function test_Settle_LateFilingExcused() public {
        enrol(7, _planFiling(100, 0), 0);
        Encoder.Claim memory made = claimOn(7, RECEIPT_DAY - 101, line(100_00, 90_00, 1));
        made.isFilingExcused = true;
        assertEq(_settleLine(made).denial, 0, "excused");
    }

    function test_Settle_NoFilingLimit() public {
        enrol(7, _planFiling(0, 0), 0);
        assertEq(_settleLine(claimOn(7, START_DAY, line(100_00, 90_00, 1))).denial, 0, "a year after");
    }

    /// @dev The limit's largest value reaches before any coverage.
    function test_Settle_LongestFilingLimit() public {
        enrol(7, _planFiling(type(uint16).max, 0), 0);
        assertEq(_settleLine(claimOn(7, START_DAY, line(100_00, 90_00, 1))).denial, 0, "a year after");
    }

    function test_Settle_ServiceAfterReceiptIsNotLate() public {
        enrol(7, _planFiling(1, 0), 0);
        _changeEnd(END_DAY + 365);
        assertEq(_settleLine(claimOn(7, RECEIPT_DAY + 10, line(100_00, 90_00, 1))).denial, 0, "not late");
    }

    /// @dev Received at 23:30 UTC: the day before it in the west is the same, in the east the next.
    function test_Settle_ReceiptDayAtThePlansOffset() public {
        vm.warp((uint256(RECEIPT_DAY) - 719_163) * 1 days + 23 hours + 30 minutes);
        enrol(7, _planFiling(100, 0), 0);
        enrol(8, _planFiling(100, 30 minutes), 0);
        enrol(9, _planFiling(100, 30 minutes - 1), 0);
        enrol(10, _planFiling(100, -24 hours + 10 hours), 0);
        uint24 day = RECEIPT_DAY - 100;
        assertEq(_settleLine(claimOn(7, day, line(10_00, 10_00, 1))).denial, 0, "in UTC");
        assertEq(_settleLine(claimOn(8, day, line(10_00, 10_00, 1))).denial, FILED_LATE, "already the next day");
        assertEq(_settleLine(claimOn(9, day, line(10_00, 10_00, 1))).denial, 0, "a second before it");
        assertEq(
            _settleLine(claimOn(10, day - 1, line(10_00, 10_00, 1))).denial, FILED_LATE, "in the west the same day"
        );
    }

    /// @dev It is the receipt that counts, however late the settlement is.
    function test_Settle_SettledLaterIsNotFiledLate() public {
        enrol(7, _planFiling(100, 0), 0);
        Encoder.Submission[] memory batch = one(1, one(claimOn(7, RECEIPT_DAY - 100, line(100_00, 90_00, 1))));
        uint32 sequence = receiveInOrder(batch);
        wait(20 days);
        assertEq(settleReceived(sequence, batch)[0][0].lines[0].denial, 0, "in time");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       CLASSES
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_ClassNotCovered() public {
        enrol(7, 3);
        Reference.Line memory made = _settleLine(claim(7, 1, line(100_00, 90_00, 2)));
        _checkDenied(made, CLASS_NOT_COVERED, 2);
        assertEq(made.charge, 100_00, "charge");
        _checkUntouched();
    }

    function test_Settle_AuthorizationMissing() public {
        enrol(7, _planOfFacts(true, true, false), 3);
        _checkDenied(_settleLine(claim(7, 1, line(100_00, 90_00, 0))), AUTHORIZATION_MISSING, 0);
        _checkUntouched();
    }

    function test_Settle_AuthorizationGiven() public {
        enrol(7, _planOfFacts(true, true, false), 0);
        Encoder.Claim memory made = claim(7, 1, line(100_00, 90_00, 0));
        made.authorization = keccak256("authorization");
        assertEq(_settleLine(made).denial, 0, "authorized");
    }

    function test_Settle_EvidenceMissing() public {
        enrol(7, _planOfFacts(true, false, true), 3);
        _checkDenied(_settleLine(claim(7, 1, line(100_00, 90_00, 0))), EVIDENCE_MISSING, 0);
        _checkUntouched();
    }

    function test_Settle_EvidenceGiven() public {
        enrol(7, _planOfFacts(true, false, true), 0);
        Encoder.Claim memory made = claim(7, 1, line(100_00, 90_00, 0));
        made.evidence = keccak256("evidence");
        assertEq(_settleLine(made).denial, 0, "with evidence");
    }

    /// @dev One fact is not the other.
    function test_Settle_EachFactForItself() public {
        enrol(7, _planOfFacts(true, true, true), 0);
        Encoder.Claim memory made = claim(7, 1, line(100_00, 90_00, 0));
        made.evidence = keccak256("evidence");
        assertEq(_settleLine(made).denial, AUTHORIZATION_MISSING, "evidence alone");
        (made.authorization, made.evidence) = (keccak256("authorization"), 0);
        assertEq(_settleLine(made).denial, EVIDENCE_MISSING, "authorization alone");
        made.evidence = keccak256("evidence");
        assertEq(_settleLine(made).denial, 0, "both");
    }

    /// @dev The claim's facts are for all of its lines; a class that asks for nothing needs none.
    function test_Settle_FactsWhereTheClassRequiresThem() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.classes[1].isAuthorizationRequired = true;
        enrol(7, publish(plan), 0);
        Encoder.Claim memory made = withLines(claim(7, 1, line(0, 0, 0)), line(50_00, 50_00, 1), line(60_00, 60_00, 0));
        Reference.Determination memory all = settleOne(made);
        assertEq(all.lines[0].denial, AUTHORIZATION_MISSING, "of this class");
        assertEq(all.lines[1].denial, 0, "not of the other");
    }

    function test_Settle_LimitReached() public {
        enrol(7, publish(limitedPlan(yearLimit(IPlans.LimitKind.Visits, 0, 0))), 3);
        Reference.Line memory made = _settleLine(claim(7, 1, line(100_00, 90_00, 0)));
        assertEq(made.denial, LIMIT_REACHED, "denial");
        assertEq(made.allowed, 90_00, "allowed stays");
        assertEq(made.noncovered, 90_00, "and is noncovered");
        assertEq(made.units, 0, "units");
        assertEq(made.copay + made.deductible + made.coinsurance + made.paid, 0, "nothing else");
        _checkUntouched();
    }

    /*//////////////////////////////////////////////////////////////////////////
                                        ORDER
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Everything is wrong with the line; one thing after the other is put right, and the next denies it.
    function test_Settle_FirstDenialThatApplies() public {
        enrol(7, _worstPlan(false), 0);
        setValidity(1, 0);
        Encoder.Claim memory made = claimOn(7, END_DAY, line(100_00, 90_00, 0));
        made.lines[0].class = 255;
        assertEq(_settleLine(made).denial, OUTSIDE_COVERAGE, "outside first");
        made.serviceDay = DAY;
        assertEq(_settleLine(made).denial, PROVIDER_NOT_CREDENTIALED, "then the provider's credentials");
        setValidity(1, span(1, type(uint24).max));
        assertEq(_settleLine(made).denial, FILED_LATE, "then the filing");
        made.isFilingExcused = true;
        assertEq(_settleLine(made).denial, BY_ENGINE, "then the engine");
        made.lines[0].class = 0;
        assertEq(_settleLine(made).denial, CLASS_NOT_COVERED, "then the class");
        enrol(8, _worstPlan(true), 0);
        made.coverageYear = 8;
        assertEq(_settleLine(made).denial, AUTHORIZATION_MISSING, "then its authorization");
        made.authorization = keccak256("authorization");
        assertEq(_settleLine(made).denial, EVIDENCE_MISSING, "then its evidence");
        made.evidence = keccak256("evidence");
        assertEq(_settleLine(made).denial, LIMIT_REACHED, "the limits last");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                   ALLOWED NOTHING
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_AllowedNothingIsNoDenial() public {
        enrol(7, 3);
        Reference.Line memory made = _settleLine(claim(7, 1, line(100_00, 0, 3)));
        assertEq(made.denial + made.allowed + made.units + made.copay + made.paid, 0, "charge and class alone");
        assertEq(made.charge, 100_00, "charge");
        _checkUntouched();
    }

    /// @dev Not even where the limits leave nothing, and it counts against none.
    function test_Settle_AllowedNothingWithinALimit() public {
        enrol(7, publish(limitedPlan(yearLimit(IPlans.LimitKind.Visits, 1, 0))), 0);
        assertEq(_settleLine(claim(7, 1, line(100_00, 0, 0))).denial, 0, "before");
        assertEq(_settleLine(claim(7, 2, line(100_00, 90_00, 0))).denial, 0, "the one visit");
        assertEq(_settleLine(claim(7, 3, line(100_00, 0, 0))).denial, 0, "after");
        assertEq(_settleLine(claim(7, 4, line(100_00, 90_00, 0))).denial, LIMIT_REACHED, "none is left");
    }

    function test_Settle_AllowedNothingOfAClassNotCovered() public {
        enrol(7, 0);
        _checkDenied(_settleLine(claim(7, 1, line(100_00, 0, 2))), CLASS_NOT_COVERED, 2);
    }

    function test_Settle_ChargeOfNothing() public {
        enrol(7, 0);
        Reference.Line memory made = _settleLine(claim(7, 1, line(0, 0, 1)));
        assertEq(made.denial + made.charge + made.paid, 0, "nothing");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    function _settleLine(Encoder.Claim memory only) private returns (Reference.Line memory) {
        return settleOne(only).lines[0];
    }

    function _checkDenied(Reference.Line memory made, uint256 denial, uint256 class) private pure {
        assertEq(made.denial, denial, "denial");
        assertEq(made.class, class, "class");
        assertEq(made.units + made.allowed + made.noncovered, 0, "nothing allowed");
        assertEq(made.copay + made.deductible + made.coinsurance + made.paid, 0, "nothing shared");
    }

    /// @dev Coverage year 7 of family 3, provider 1.
    function _checkUntouched() private view {
        ICoverages.CoverageYear memory kept = coverages.coverageYearOf(INSURER, 7);
        assertEq(kept.deductibleCents + kept.outOfPocketCents + kept.counters, 0, "coverage year");
        assertEq(coverages.familyYearOf(INSURER, 3).outOfPocketCents, 0, "family year");
        assertEq(token.balanceOf(payeeOf(1)), 0, "payout");
    }

    function _changeEnd(uint24 endDay) private {
        vm.prank(enroller);
        coverages.changeEnd(INSURER, 7, endDay);
    }

    function _planFiling(uint16 filingDays, int256 offset) private returns (uint32) {
        IPlans.Plan memory plan = defaultPlan();
        (plan.clocks.timelyFilingDays, plan.clocks.utcOffsetSeconds) = (filingDays, int32(offset));
        return publish(plan);
    }

    function _planOfFacts(bool isCovered, bool isAuthorizationRequired, bool isEvidenceRequired)
        private
        returns (uint32)
    {
        IPlans.Plan memory plan = freePlan();
        plan.classes[0].isCovered = isCovered;
        plan.classes[0].isAuthorizationRequired = isAuthorizationRequired;
        plan.classes[0].isEvidenceRequired = isEvidenceRequired;
        return publish(plan);
    }

    /// @dev Everything is late, everything asked for, and nothing left.
    function _worstPlan(bool isCovered) private returns (uint32) {
        IPlans.Plan memory plan = limitedPlan(yearLimit(IPlans.LimitKind.Money, 0, 0));
        plan.clocks.timelyFilingDays = 1;
        plan.classes[0].isCovered = isCovered;
        plan.classes[0].isAuthorizationRequired = true;
        plan.classes[0].isEvidenceRequired = true;
        return publish(plan);
    }
}
