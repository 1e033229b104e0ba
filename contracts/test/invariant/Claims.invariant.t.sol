// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimLedger} from "../../src/ClaimLedger.sol";
import {Coverages} from "../../src/Coverages.sol";
import {Escrow} from "../../src/Escrow.sol";
import {TestToken} from "../../src/token/TestToken.sol";
import {Test} from "../support/Test.sol";
import {Handler} from "./Handler.sol";

/// @notice README.md of this folder, as code.
contract ClaimsInvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    uint32 private constant INSURER = 1;
    uint256 private constant UNITS = 10_000;

    Handler private _handler;
    ClaimLedger private _ledger;
    Escrow private _escrow;
    Coverages private _coverages;
    TestToken private _token;

    function setUp() public {
        _handler = new Handler();
        _handler.setUp();
        (address ledger, address escrow, address coverages, address token) = _handler.wiring();
        (_ledger, _escrow) = (ClaimLedger(ledger), Escrow(escrow));
        (_coverages, _token) = (Coverages(coverages), TestToken(token));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev Receiving and settling more often than the rest.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[] memory selectors = new bytes4[](7);
        selectors[0] = Handler.enrolOne.selector;
        selectors[1] = Handler.deposit.selector;
        selectors[2] = Handler.withdraw.selector;
        selectors[3] = Handler.receiveOne.selector;
        selectors[4] = Handler.settleOne.selector;
        selectors[5] = Handler.decideOne.selector;
        selectors[6] = Handler.releaseOwed.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_handler), selectors);
    }

    function invariant_Conservation() public view {
        uint256 paid = 0;
        for (uint32 i = 1; i <= _handler.PROVIDERS(); ++i) {
            paid += _token.balanceOf(_payeeOf(i));
        }
        uint256 balance = _escrow.balanceOf(INSURER);
        assertEq(_handler.deposited(), _handler.withdrawn() + paid + balance, "deposits");
        assertEq(_token.balanceOf(address(_escrow)), balance, "tokens");
        assertEq(_escrow.isSolvent(), true, "solvent");
    }

    function invariant_OwedSumsUp() public view {
        uint256 owed = 0;
        for (uint32 i = 1; i <= _handler.PROVIDERS(); ++i) {
            owed += _escrow.owedOf(INSURER, i);
        }
        assertEq(_escrow.totalOwedOf(INSURER), owed, "owed");
    }

    function invariant_PaidEqualsDetermined() public view {
        for (uint32 i = 1; i <= _handler.PROVIDERS(); ++i) {
            uint256 settled = _token.balanceOf(_payeeOf(i)) + _escrow.owedOf(INSURER, i) * UNITS;
            assertEq(settled, _handler.paidOf(i) * UNITS, "paid or owed");
        }
    }

    function invariant_DeterminedOnce() public view {
        for (uint32 batch = 1; batch <= _handler.batchCount(); ++batch) {
            for (uint16 i = 0; i < _handler.claimCountOf(batch); ++i) {
                uint256 number = (uint256(INSURER) << 48) | (uint256(batch) << 16) | i;
                uint256 count = _handler.determinations(number);
                assertLe(count, 1, "determinations");
                assertEq(_ledger.isDecided(INSURER, batch, i), count == 1, "decided");
            }
        }
    }

    function invariant_NothingTwice() public view {
        assertEq(_handler.twice(), 0, "twice");
    }

    function invariant_PaidLteAllowed() public view {
        assertEq(_handler.worstLine(), 0, "lines");
    }

    function invariant_AccumulatorsEqualDeterminations() public view {
        uint64[] memory coverageYears = _handler.coverageYears();
        uint256[3] memory deductibles;
        uint256[3] memory outOfPockets;
        for (uint256 i = 0; i < coverageYears.length; ++i) {
            uint64 id = coverageYears[i];
            uint256 family = _handler.familyYearOf(id);
            deductibles[family] += _handler.deductibleOf(id);
            outOfPockets[family] += _handler.outOfPocketOf(id);
            assertEq(_coverages.coverageYearOf(INSURER, id).deductibleCents, _handler.deductibleOf(id), "own");
            assertEq(_coverages.coverageYearOf(INSURER, id).outOfPocketCents, _handler.outOfPocketOf(id), "own");
        }
        for (uint32 family = 1; family < 3; ++family) {
            if (!_isKnown(coverageYears, family)) continue;
            assertEq(_coverages.familyYearOf(INSURER, family).deductibleCents, deductibles[family], "family");
            assertEq(_coverages.familyYearOf(INSURER, family).outOfPocketCents, outOfPockets[family], "family");
        }
    }

    /// @dev The fixture's plan: 300.00 and 500.00, 2000.00 and 3000.00.
    function invariant_LimitsNeverPassed() public view {
        uint64[] memory coverageYears = _handler.coverageYears();
        for (uint256 i = 0; i < coverageYears.length; ++i) {
            assertLe(_coverages.coverageYearOf(INSURER, coverageYears[i]).deductibleCents, 300_00, "own");
            assertLe(_coverages.coverageYearOf(INSURER, coverageYears[i]).outOfPocketCents, 2_000_00, "own");
        }
        for (uint32 family = 1; family < 3; ++family) {
            if (!_isKnown(coverageYears, family)) continue;
            assertLe(_coverages.familyYearOf(INSURER, family).deductibleCents, 500_00, "family");
            assertLe(_coverages.familyYearOf(INSURER, family).outOfPocketCents, 3_000_00, "family");
        }
    }

    function invariant_RootsFollowTheTrees() public view {
        for (uint32 batch = 1; batch <= _handler.batchCount(); ++batch) {
            assertEq(_ledger.batchOf(INSURER, batch).root, _handler.rootOf(batch), "root");
            assertEq(_ledger.batchOf(INSURER, batch).isSettled, _handler.isSettled(batch), "settled");
        }
    }

    function invariant_ReceiptTimeStays() public view {
        for (uint32 batch = 1; batch <= _handler.batchCount(); ++batch) {
            assertEq(_ledger.batchOf(INSURER, batch).receivedAt, _handler.receivedAtOf(batch), "time");
        }
    }

    function _isKnown(uint64[] memory coverageYears, uint32 family) private view returns (bool) {
        for (uint256 i = 0; i < coverageYears.length; ++i) {
            if (_handler.familyYearOf(coverageYears[i]) == family) return true;
        }
        return false;
    }

    function _payeeOf(uint32 provider) private pure returns (address) {
        return address(uint160(0xCAFE0000) + provider);
    }
}
