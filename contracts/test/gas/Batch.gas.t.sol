// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Encoder} from "../support/Encoder.sol";
import {Fixture} from "../support/Fixture.sol";

/// @notice What claims cost, each of another coverage, in a year that has claims already, with AccessManager and events on.
/// Held to `snapshot.json`, see docs/gas.md. Run with --isolate, so that a call costs what a transaction costs.
contract BatchGasTest is Fixture {
    uint32 private constant PROVIDERS = 10;

    /// @dev The limit of one transaction: EIP-7825.
    uint256 private constant MOST = 1 << 24;

    function test_Gas_Individual500() public {
        _measureBatch(500, false, "individual, 500 of 3 lines");
    }

    function test_Gas_Family500() public {
        _measureBatch(500, true, "family, 500 of 3 lines");
    }

    /// @dev The most claims that a batch may have.
    function test_Gas_Family512() public {
        _measureBatch(512, true, "family, 512 of 3 lines");
    }

    function test_Gas_Individual20() public {
        _measureBatch(20, false, "individual, 20 of 3 lines");
    }

    /// @dev Each line counts against two limits.
    function test_Gas_Limited500() public {
        _measurePlan(_limitedPlan(), "two limits a line, 500 of 3 lines");
    }

    /// @dev A payer before answered to each line.
    function test_Gas_Coordinated500() public {
        IPlans.Plan memory plan = defaultPlan();
        plan.coordinationMethod = IPlans.CoordinationMethod.Traditional;
        _isCoordinated = true;
        _measurePlan(plan, "after other payers, 500 of 3 lines");
    }

    /// @dev The dearest: each line is determined three times and counts against two limits.
    function test_Gas_Maintained200() public {
        IPlans.Plan memory plan = _limitedPlan();
        plan.coordinationMethod = IPlans.CoordinationMethod.MaintenanceOfBenefits;
        _isCoordinated = true;
        (uint32 limited, uint32 count) = (publish(plan), 200);
        for (uint32 i = 0; i < count; ++i) {
            enrol(_yearOf(i), limited, 0);
        }
        _measureEnrolled(count, "maintenance of benefits and two limits a line, 200 of 3 lines");
    }

    bool private _isCoordinated;

    function _limitedPlan() private pure returns (IPlans.Plan memory plan) {
        plan = defaultPlan();
        plan.limits = new IPlans.Limit[](2);
        plan.limits[0] = IPlans.Limit(IPlans.LimitKind.Visits, IPlans.LimitPeriod.BenefitYear, false, 15, 0, 0, 4);
        plan.limits[1] =
            IPlans.Limit(IPlans.LimitKind.Money, IPlans.LimitPeriod.BenefitYear, false, 900_000_00, 0, 4, 36);
        for (uint256 i = 0; i < plan.classes.length; ++i) {
            (plan.classes[i].limitA, plan.classes[i].limitB) = (1, 2);
        }
    }

    function _measurePlan(IPlans.Plan memory plan, string memory name) private {
        uint32 published = publish(plan);
        for (uint32 i = 0; i < 500; ++i) {
            enrol(_yearOf(i), published, 0);
        }
        _measureEnrolled(500, name);
    }

    function test_Gas_SingleTogether() public {
        address both = address(0xB0);
        vm.startPrank(operator);
        manager.grantRole(RoleIds.ofInsurer(INSURER, IOrganizations.Role.Gateway), both, 0);
        manager.grantRole(RoleIds.ofInsurer(INSURER, IOrganizations.Role.Adjudicator), both, 0);
        vm.stopPrank();
        enrol(_yearOf(0), 0);
        Encoder.Submission[] memory batch = _prepare(1);
        IClaimLedger.Submission[] memory submissions = signedAll(batch);
        IClaimLedger.Settlement memory made = settlement(batch);
        vm.prank(both);
        ledger.receiveAndSettle(INSURER, 2, submissions, made);
        _keep("single, one transaction", vm.lastCallGas().gasTotalUsed);
    }

    function test_Gas_SingleInTwo() public {
        _measureBatch(1, false, "single, two transactions");
    }

    function _measureBatch(uint32 count, bool isFamily, string memory name) private {
        for (uint32 i = 0; i < count; ++i) {
            enrol(_yearOf(i), isFamily ? 1 + i : 0);
        }
        _measureEnrolled(count, name);
    }

    function _measureEnrolled(uint32 count, string memory name) private {
        Encoder.Submission[] memory batch = _prepare(count);
        IClaimLedger.Submission[] memory submissions = signedAll(batch);
        IClaimLedger.Settlement memory made = settlement(batch);
        IClaimLedger.BatchHeader memory header = headerOf(2, batch);
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, 2, submissions);
        uint256 received = vm.lastCallGas().gasTotalUsed;
        vm.prank(adjudicator);
        ledger.settleBatch(header, made);
        uint256 settled = vm.lastCallGas().gasTotalUsed;
        _keep(name, (received + settled) / count);
        assertLe(settled, MOST, "settlement in one transaction");
    }

    function _keep(string memory name, uint256 gas) private {
        vm.snapshotValue("claim", name, gas);
    }

    /// @dev The second batch of some claims; the first has been settled.
    function _prepare(uint32 count) private returns (Encoder.Submission[] memory) {
        registerProviders(PROVIDERS);
        fund(100_000_000_00);
        receiveAndSettle(_batch(count, 1));
        return _batch(count, 2);
    }

    function _yearOf(uint256 i) private pure returns (uint64) {
        return uint64((i + 1) << 54) | uint64(uint256(keccak256(abi.encode(i))) >> 202);
    }

    function _batch(uint256 count, uint256 seed) private view returns (Encoder.Submission[] memory batch) {
        uint256 providers = count < PROVIDERS ? count : PROVIDERS;
        batch = new Encoder.Submission[](providers);
        uint256 next = 0;
        for (uint32 p = 0; p < providers; ++p) {
            uint256 size = count / providers + (p < count % providers ? 1 : 0);
            batch[p] = Encoder.Submission({provider: p + 1, claims: new Encoder.Claim[](size)});
            for (uint256 i = 0; i < size; ++i) {
                batch[p].claims[i] = _claim(next++, seed);
                if (_isCoordinated) _answer(batch[p].claims[i]);
            }
        }
    }

    function _claim(uint256 i, uint256 seed) private pure returns (Encoder.Claim memory made) {
        made = claim(_yearOf(i), seed * 10_000 + i, line(0, 0, 0));
        made.lines = new Encoder.Line[](3);
        uint40 amount = uint40(100_00 + uint256(keccak256(abi.encode(i, seed))) % 50_00);
        made.lines[0] = line(amount + 40_00, amount, 0);
        made.lines[1] = line(80_00, 62_50, 1);
        made.lines[2] = line(amount, amount - 33, 3);
    }

    /// @dev A payer before paid a half of each line, and left a quarter.
    function _answer(Encoder.Claim memory made) private pure {
        made.priors = new Encoder.Prior[](made.lines.length);
        for (uint256 i = 0; i < made.lines.length; ++i) {
            uint40 charge = made.lines[i].charge;
            made.priors[i] = Encoder.Prior({paid: charge / 2, owed: charge / 4, allowed: (charge * 3) / 4});
        }
    }
}
