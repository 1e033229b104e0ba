// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Encoder} from "../support/Encoder.sol";
import {Reference} from "../support/Reference.sol";
import {Settling} from "../support/Settling.sol";
import {ReenteringToken} from "../support/tokens/Tokens.sol";

/// @notice What a settlement tells the escrow to pay, by provider and plan, and the interest where it is late.
contract SettlePaymentsTest is Settling {
    /*//////////////////////////////////////////////////////////////////////////
                                 PROVIDERS AND PLANS
    //////////////////////////////////////////////////////////////////////////*/

    function test_Settle_TwoPlansInOneBatch() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.classes[0].coinsuranceBps = 5000;
        plan.deductibleCents = 0;
        enrol(6, PLAN, 0);
        enrol(7, publish(plan), 0);
        enrol(8, PLAN, 0);
        Encoder.Submission[] memory batch = new Encoder.Submission[](3);
        batch[0] = Encoder.Submission(1, one(claim(6, 1, line(400_00, 400_00, 0))));
        batch[1] = Encoder.Submission(2, one(claim(7, 2, line(400_00, 400_00, 0))));
        batch[2] = Encoder.Submission(3, one(claim(8, 3, line(400_00, 400_00, 0))));
        settleAll(batch);
        assertEq(token.balanceOf(payeeOf(1)), 80_00 * UNITS, "first plan");
        assertEq(token.balanceOf(payeeOf(2)), 200_00 * UNITS, "second plan");
        assertEq(token.balanceOf(payeeOf(3)), 80_00 * UNITS, "first plan again");
    }

    /// @dev Provider 2 comes first, then provider 1; each with its plans in the order of their first payment.
    function test_Settle_OneEntryAProviderAndPlan() public {
        uint32 free = publish(freePlan());
        enrol(7, free, 0);
        enrol(8, PLAN, 0);
        Encoder.Submission[] memory batch = new Encoder.Submission[](4);
        batch[0] = Encoder.Submission(2, two(_claim(8, 30_00), _claim(7, 1_00)));
        batch[1] = Encoder.Submission(1, two(_claim(7, 2_00), _claim(7, 4_00)));
        batch[2] = Encoder.Submission(2, two(_claim(7, 8_00), _claim(8, 40_00)));
        batch[3] = Encoder.Submission(1, two(_claim(8, 50_00), _claim(7, 16_00)));
        IEscrow.Payment[] memory wanted = new IEscrow.Payment[](4);
        wanted[0] = IEscrow.Payment({provider: 2, plan: PLAN, cents: 20_00, interestCents: 0});
        wanted[1] = IEscrow.Payment({provider: 2, plan: free, cents: 9_00, interestCents: 0});
        wanted[2] = IEscrow.Payment({provider: 1, plan: free, cents: 22_00, interestCents: 0});
        wanted[3] = IEscrow.Payment({provider: 1, plan: PLAN, cents: 25_00, interestCents: 0});
        vm.expectCall(address(escrow), abi.encodeCall(IEscrow.payBatch, (INSURER, 1, time(), wanted)), 1);
        settle(receiveInOrder(batch), batch);
        assertEq(token.balanceOf(payeeOf(1)), 47_00 * UNITS, "provider 1");
        assertEq(token.balanceOf(payeeOf(2)), 29_00 * UNITS, "provider 2");
    }

    /// @dev A claim between that pays nothing does not part what is of one plan.
    function test_Settle_NothingPaidBetween() public {
        enrol(7, publish(freePlan()), 0);
        enrol(8, PLAN, 0);
        Encoder.Claim[] memory claims = new Encoder.Claim[](3);
        (claims[0], claims[1], claims[2]) = (_claim(7, 10_00), _claim(8, 25_00), _claim(7, 10_00));
        assertEq(settleClaims(claims)[1].paid, 0, "all copay");
        assertEq(token.balanceOf(payeeOf(1)), 20_00 * UNITS, "one sum");
    }

    /// @dev The escrow is not called for nothing.
    function test_Settle_NothingToPay() public {
        enrol(7, 0);
        vm.expectCall(address(escrow), abi.encodePacked(IEscrow.payBatch.selector), 0);
        settleOne(claim(7, 1, line(20_00, 20_00, 1)));
        assertEq(coverages.coverageYearOf(INSURER, 7).outOfPocketCents, 20_00, "copay");
    }

    /// @dev As many entries as there are claims: each of another plan, and more plans than the book has places at first.
    function test_Settle_ManyPlans() public {
        Encoder.Claim[] memory claims = new Encoder.Claim[](20);
        for (uint64 i = 0; i < 20; ++i) {
            IPlans.Plan memory plan = freePlan();
            plan.classes[0].coinsuranceBps = uint16(100 * i);
            enrol(i + 1, publish(plan), 3);
            claims[i] = _claim(i + 1, 100_00);
        }
        Reference.Determination[] memory all = settleClaims(claims);
        for (uint256 i = 0; i < 20; ++i) {
            assertEq(all[i].paid, 100_00 - 1_00 * i, "by its own plan");
        }
    }

    function test_Settle_UnfundedIsOwed() public {
        vm.prank(treasurer);
        escrow.withdraw(INSURER, treasurer, (1 << 50) * UNITS);
        enrol(7, 0);
        Encoder.Submission[] memory batch = one(1, one(claim(7, 1, line(50_00, 50_00, 1))));
        uint32 sequence = receiveInOrder(batch);
        bytes32 root = expected(sequence, batch).root;
        settle(sequence, batch);
        assertEq(escrow.totalOwedOf(INSURER), 25_00, "owed");
        assertEq(token.balanceOf(payeeOf(1)), 0, "not paid");
        (headers[sequence].settledAt, headers[sequence].root) = (time(), root);
        assertEq(clocks.isUndecided(headers[sequence], 0), false, "decided all the same");
    }

    /// @dev The token calls the ledger in the middle of a payout, for another batch, as an adjudicator.
    function test_RevertWhen_TokenEntersAgain() public {
        enrol(7, 0);
        Encoder.Submission[] memory first = one(1, one(_claim(7, 50_00)));
        Encoder.Submission[] memory second = one(1, one(_claim(7, 50_00)));
        receiveInOrder(first);
        receiveInOrder(second);
        bytes memory call = abi.encodeCall(IClaimLedger.settleBatch, (headers[2], settlement(second)));
        ReenteringToken entering = _enteringToken();
        entering.arm(address(ledger), call);
        settle(1, first);
        assertEq(entering.succeeded(), false, "refused");
        bytes4 error_ = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        assertEq(bytes32(bytes4(entering.answer())), bytes32(error_), "as a second entry");
        settleReceived(2, second);
    }

    function test_RevertWhen_TokenEntersReceiptAndSettlement() public {
        enrol(7, 0);
        Encoder.Submission[] memory first = one(1, one(_claim(7, 50_00)));
        receiveInOrder(first);
        IClaimLedger.Submission[] memory none = new IClaimLedger.Submission[](0);
        IClaimLedger.Settlement memory empty;
        ReenteringToken entering = _enteringToken();
        entering.arm(address(ledger), abi.encodeCall(IClaimLedger.receiveAndSettle, (INSURER, 2, none, empty)));
        settle(1, first);
        assertEq(entering.succeeded(), false, "refused");
        bytes4 error_ = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        assertEq(bytes32(bytes4(entering.answer())), bytes32(error_), "as a second entry");
    }

    function test_RevertGiven_LedgerNotPayer() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch = one(1, one(_claim(7, 50_00)));
        receiveInOrder(batch);
        vm.prank(operator);
        manager.revokeRole(RoleIds.PAYER, address(ledger));
        _expect(batch, abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.PAYER, address(ledger)));
    }

    function test_RevertGiven_LedgerNotPoster() public {
        enrol(7, 0);
        Encoder.Submission[] memory batch = one(1, one(_claim(7, 50_00)));
        receiveInOrder(batch);
        vm.prank(operator);
        manager.revokeRole(RoleIds.POSTER, address(ledger));
        _expect(batch, abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.POSTER, address(ledger)));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       INTEREST
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev 31 days of 18 % on 1,000.00 are 15.2877: it stands in the journal and is paid beside the rest.
    function test_Settle_LateWithInterest() public {
        enrol(7, _planOfInterest(1800, 0), 0);
        assertEq(_settleAfter(31 days, 1_000_00).interest, 15_29, "interest");
        assertEq(token.balanceOf(payeeOf(1)), 1_015_29 * UNITS, "payout");
    }

    function test_Settle_OnTheLastDayWithoutInterest() public {
        enrol(7, _planOfInterest(1800, 0), 0);
        assertEq(_settleAfter(30 days, 1_000_00).interest, 0, "in time");
    }

    function test_Settle_InterestBelowTheMinimum() public {
        enrol(7, _planOfInterest(1800, 100), 0);
        assertEq(_settleAfter(31 days, 50_00).interest, 0, "76 cents are not paid");
        assertEq(_settleAfter(31 days, 100_00).interest, 1_53, "153 are");
    }

    /// @dev Rounded once a claim: of three claims of 32 cents, each with half a cent of interest, one cent each.
    function test_Settle_InterestRoundedByClaim() public {
        enrol(7, _planOfInterest(1840, 0), 0);
        Encoder.Submission[] memory batch = one(1, new Encoder.Claim[](3));
        for (uint256 i = 0; i < 3; ++i) {
            batch[0].claims[i] = _claim(7, 32);
        }
        uint32 sequence = receiveInOrder(batch);
        wait(31 days);
        Reference.Determination[][] memory all = settleReceived(sequence, batch);
        assertEq(all[0][0].interest + all[0][1].interest + all[0][2].interest, 3, "three cents");
    }

    /// @dev Plans of one batch, each by its own clocks.
    function test_Settle_InterestByPlan() public {
        enrol(7, _planOfInterest(1800, 0), 0);
        enrol(8, _planOfInterest(3600, 0), 0);
        enrol(9, publish(freePlan()), 0);
        Encoder.Claim[] memory claims = new Encoder.Claim[](4);
        for (uint64 i = 0; i < 4; ++i) {
            claims[i] = _claim(7 + i % 3, 1_000_00);
        }
        Encoder.Submission[] memory batch = one(1, claims);
        uint32 sequence = receiveInOrder(batch);
        wait(31 days);
        Reference.Determination[] memory all = settleReceived(sequence, batch)[0];
        assertEq(all[0].interest, 15_29, "18 %");
        assertEq(all[1].interest, 30_58, "36 %");
        assertEq(all[2].interest, 0, "none");
        assertEq(all[3].interest, 15_29, "18 % again");
    }

    /// @dev 655.35 % on the largest amount: its interest does not fit the journal. The claim is left out without a trace.
    function test_Settle_InterestOutOfRangeLeftOut() public {
        IPlans.Plan memory plan = limitedPlan(yearLimit(IPlans.LimitKind.Visits, 2, 0));
        plan.clocks.interest = new IPlans.InterestRate[](1);
        plan.clocks.interest[0] = IPlans.InterestRate({fromDay: 1, rateBps: type(uint16).max, minimumCents: 0});
        plan.classes[0].coinsuranceBps = 1;
        enrol(7, publish(plan), 3);
        Encoder.Submission[] memory batch = one(1, two(_claim(7, uint40(NO_LIMIT)), _claim(7, 100_00)));
        uint32 sequence = receiveInOrder(batch);
        wait(57 days);
        Reference.Determination[] memory all = settleReceived(sequence, batch)[0];
        assertEq(all[0].fault, Errors.InterestOutOfRange.selector, "left out");
        assertEq(all[1].isDecided, true, "the other is not");
        assertEq(coverages.coverageYearOf(INSURER, 7).counters, 1, "one visit");
    }

    /// @dev The most interest that the journal carries.
    function test_Settle_LargestInterest() public {
        enrol(7, _planOfInterest(10_000, 0), 0);
        Encoder.Submission[] memory batch = one(1, one(_claim(7, uint40(NO_LIMIT))));
        uint32 sequence = receiveInOrder(batch);
        wait(365 days);
        assertEq(settleReceived(sequence, batch)[0][0].interest, NO_LIMIT, "as much as the claim");
    }

    function test_Settle_NoInterestOnNothing() public {
        enrol(7, _planOfInterest(1800, 0), 0);
        Encoder.Submission[] memory batch = one(1, one(claim(7, 1, line(50_00, 0, 255))));
        uint32 sequence = receiveInOrder(batch);
        wait(100 days);
        assertEq(settleReceived(sequence, batch)[0][0].interest, 0, "nothing");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       HELPERS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Of a free plan all is paid; of the default plan what is above a copay of 25.
    function _claim(uint64 coverageYear, uint40 amount) private returns (Encoder.Claim memory) {
        bool isDefault = coverages.coverageYearOf(INSURER, coverageYear).plan == PLAN;
        return claim(coverageYear, nextSeed(), line(amount, amount, isDefault ? 1 : 0));
    }

    function _planOfInterest(uint16 rateBps, uint32 minimumCents) private returns (uint32) {
        IPlans.Plan memory plan = freePlan();
        plan.clocks.interest = new IPlans.InterestRate[](1);
        plan.clocks.interest[0] = IPlans.InterestRate({fromDay: 1, rateBps: rateBps, minimumCents: minimumCents});
        return publish(plan);
    }

    function _settleAfter(uint256 duration, uint40 amount) private returns (Reference.Determination memory) {
        Encoder.Submission[] memory batch = one(1, one(_claim(7, amount)));
        uint32 sequence = receiveInOrder(batch);
        wait(duration);
        return settleReceived(sequence, batch)[0][0];
    }

    /// @dev The token, from now on one that calls back, with every role that it could need.
    function _enteringToken() private returns (ReenteringToken) {
        vm.etch(address(token), address(new ReenteringToken()).code);
        vm.startPrank(operator);
        manager.grantRole(RoleIds.ofInsurer(INSURER, IOrganizations.Role.Adjudicator), address(token), 0);
        manager.grantRole(RoleIds.ofInsurer(INSURER, IOrganizations.Role.Gateway), address(token), 0);
        vm.stopPrank();
        return ReenteringToken(address(token));
    }

    function _expect(Encoder.Submission[] memory batch, bytes memory because) private {
        IClaimLedger.Settlement memory made = settlement(batch);
        vm.expectRevert(because);
        vm.prank(adjudicator);
        ledger.settleBatch(headers[1], made);
    }
}
