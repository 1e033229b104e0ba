// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

import {Escrow} from "../../src/Escrow.sol";
import {Plans} from "../../src/Plans.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Interest} from "../../src/libraries/Interest.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {TestToken} from "../../src/token/TestToken.sol";
import {Parties} from "./Parties.sol";

/// @notice The escrow with what it asks: one insurer, providers, plans of which only the clocks matter, and a payer.
abstract contract EscrowFixture is Parties {
    uint32 internal constant BATCH = 7;
    uint32 internal constant PLAN = 1; // 18 % from day 0, paid late after 30 days
    uint32 internal constant PLAIN_PLAN = 2; // no interest
    uint256 internal constant UNITS = 10_000; // token units in a cent

    /// @dev 2027-01-15 08:00 UTC.
    uint64 internal constant NOW = 1_800_000_000;

    address internal payer = address(0xBEEF);
    address internal appeals = address(0xB0);

    TestToken internal token;
    Plans internal plans;
    Escrow internal escrow;

    function setUp() public virtual override {
        super.setUp();
        vm.warp(NOW);
        token = new TestToken();
        plans = new Plans(address(manager));
        escrow = escrowOf(token);
        vm.startPrank(operator);
        manager.grantRole(RoleIds.PAYER, payer, 0);
        manager.grantRole(RoleIds.REDETERMINER, appeals, 0);
        vm.stopPrank();
        registerProviders(3);
        publish(clocksOf(1800, 0));
        publish(clocksOf(0, 0));
    }

    function escrowOf(IERC20Metadata settlementToken) internal returns (Escrow) {
        return new Escrow(address(manager), organizations, plans, settlementToken);
    }

    function registerProviders(uint32 count) internal {
        for (uint32 i = 0; i < count; ++i) {
            registerProvider(organizations.providerCount() + 1);
        }
    }

    function registerProvider(uint32 provider, address payee) internal {
        IOrganizations.Provider memory info = providerInfo(provider);
        info.payee = payee;
        vm.prank(admin);
        organizations.registerProvider(INSURER, provider, info);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      PLANS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Thirty days to pay, sixty of notice, one rate.
    function clocksOf(uint16 rateBps, uint32 minimumCents) internal pure returns (IPlans.Clocks memory clocks) {
        clocks.promptPayDays = 30;
        clocks.appealDays = 180;
        clocks.appealDecisionDays = 30;
        clocks.recoveryNoticeDays = 60;
        if (rateBps == 0) return clocks;
        clocks.interest = new IPlans.InterestRate[](1);
        clocks.interest[0] = IPlans.InterestRate({fromDay: 0, rateBps: rateBps, minimumCents: minimumCents});
    }

    function publish(IPlans.Clocks memory clocks) internal returns (uint32 plan) {
        IPlans.Plan memory content;
        content.clocks = clocks;
        content.classes = new IPlans.CostShare[](1);
        plan = plans.planCount() + 1;
        vm.prank(admin);
        plans.publish(INSURER, plan, content);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      MONEY
    //////////////////////////////////////////////////////////////////////////*/

    function fund(uint256 cents) internal {
        token.mint(address(this), cents * UNITS);
        token.approve(address(escrow), cents * UNITS);
        escrow.deposit(INSURER, cents * UNITS);
    }

    function withdraw(uint256 tokenAmount) internal {
        vm.prank(treasurer);
        escrow.withdraw(INSURER, treasurer, tokenAmount);
    }

    function payment(uint32 provider, uint32 plan, uint64 cents) internal pure returns (IEscrow.Payment memory) {
        return IEscrow.Payment({provider: provider, plan: plan, cents: cents, interestCents: 0});
    }

    function one(IEscrow.Payment memory only) internal pure returns (IEscrow.Payment[] memory list) {
        list = new IEscrow.Payment[](1);
        list[0] = only;
    }

    /// @dev One payment each for providers 1 to 3.
    function three(uint64 first, uint64 second, uint64 third) internal pure returns (IEscrow.Payment[] memory list) {
        list = new IEscrow.Payment[](3);
        list[0] = payment(1, PLAIN_PLAN, first);
        list[1] = payment(2, PLAIN_PLAN, second);
        list[2] = payment(3, PLAIN_PLAN, third);
    }

    function pay(IEscrow.Payment[] memory payments) internal {
        vm.prank(payer);
        escrow.payBatch(INSURER, BATCH, NOW, payments);
    }

    function pay(uint32 provider, uint32 plan, uint64 cents) internal {
        pay(one(payment(provider, plan, cents)));
    }

    function owed(uint32 provider, uint32 plan) internal view returns (uint256) {
        return owed(BATCH, provider, plan);
    }

    function owed(uint32 batch, uint32 provider, uint32 plan) internal view returns (uint256 cents) {
        (IEscrow.Debt memory debt,) = escrow.owedOf(INSURER, batch, provider, plan);
        return debt.cents;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    RECOVERIES
    //////////////////////////////////////////////////////////////////////////*/

    function claimNumberOf(uint32 batch, uint16 index) internal pure returns (uint256) {
        return (uint256(INSURER) << 48) | (uint256(batch) << 16) | index;
    }

    function notice(uint32 provider, uint16 index, uint64 cents) internal returns (uint256 recovery) {
        vm.prank(payer);
        return escrow.noticeRecovery({
            insurer: INSURER,
            batch: BATCH,
            provider: provider,
            plan: PLAIN_PLAN,
            claimNumber: claimNumberOf(BATCH, index),
            cents: cents
        });
    }

    /// @dev A recovery whose notice has run.
    function recover(uint32 provider, uint16 index, uint64 cents) internal returns (uint256 recovery) {
        recovery = notice(provider, index, cents);
        vm.warp(escrow.recoveryOf(recovery).effectiveAt);
        escrow.activateRecovery(recovery);
    }

    /// @dev Of the only provider that has any.
    function offsetOf(uint32 provider) internal view returns (uint256 cents) {
        (cents,) = escrow.offsetOf(INSURER, provider);
        assertEq(escrow.totalOffsetOf(INSURER), cents, "of all providers");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       TIME
    //////////////////////////////////////////////////////////////////////////*/

    function today() internal view returns (uint24) {
        return uint24(Interest.civilDay(time(), 0));
    }
}
