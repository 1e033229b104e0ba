// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {EscrowFixture} from "../support/EscrowFixture.sol";

/// @notice What a batch's payouts to ten providers cost, whose payees have tokens already. Held to
/// `snapshot.json`, see docs/gas.md. Run with --isolate, so that a call
/// costs what a transaction costs.
contract EscrowGasTest is EscrowFixture {
    uint32 private constant PROVIDERS = 10;

    function setUp() public override {
        super.setUp();
        registerProviders(PROVIDERS - 3);
        fund(1_000_000_00);
        pay(_payments());
        vm.warp(NOW + 1 days);
    }

    function test_Gas_Nothing() public {
        vm.prank(payer);
        escrow.payBatch(INSURER, BATCH, NOW, new IEscrow.Payment[](0));
        vm.snapshotValue("escrow", "nothing", vm.lastCallGas().gasTotalUsed);
    }

    function test_Gas_Clean() public {
        _measure("clean");
    }

    function test_Gas_OneProvider() public {
        pay(1, PLAIN_PLAN, 1);
        vm.snapshotValue("escrow", "one provider", vm.lastCallGas().gasTotalUsed);
    }

    /// @dev What an ERC-20 transfer of the test token to a holder costs by itself, its transaction apart.
    function test_Gas_Transfer() public {
        token.mint(address(this), 2);
        token.transfer(payeeOf(1), 1);
        vm.snapshotValue("escrow", "a transfer", vm.lastCallGas().gasTotalUsed);
    }

    function test_Gas_WithCap() public {
        vm.prank(treasurer);
        escrow.setCap(INSURER, 1_000_000_00);
        pay(1, PLAIN_PLAN, 1);
        _measure("with a cap");
    }

    function test_Gas_WithDebt() public {
        vm.prank(payer);
        escrow.payBatch(INSURER, 1, NOW, one(payment(1, PLAN, 2_000_000_00)));
        fund(4_000_000_00);
        _measure("beside a debt");
    }

    function test_Gas_WithRecovery() public {
        recover(1, 1, 50_00);
        _measure("with a recovery");
    }

    function test_Gas_AllOwed() public {
        withdraw(escrow.balanceOf(INSURER));
        _measure("all owed");
    }

    function test_Gas_ReleaseOwed() public {
        withdraw(escrow.balanceOf(INSURER));
        pay(1, PLAN, 100_00);
        pay(2, PLAN, 100_00);
        fund(1_000_00);
        vm.warp(NOW + 100 days);
        escrow.releaseOwed(INSURER, BATCH, 1, PLAN);
        vm.snapshotValue("escrow", "release", vm.lastCallGas().gasTotalUsed);
    }

    function _measure(string memory kind) private {
        pay(_payments());
        vm.snapshotValue("escrow", kind, vm.lastCallGas().gasTotalUsed);
    }

    function _payments() private pure returns (IEscrow.Payment[] memory payments) {
        payments = new IEscrow.Payment[](PROVIDERS);
        for (uint32 i = 0; i < PROVIDERS; ++i) {
            payments[i] = payment(i + 1, PLAN, 100_00 + i);
        }
    }
}
