// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ClaimClocks} from "../../src/ClaimClocks.sol";
import {ClaimCorrections} from "../../src/ClaimCorrections.sol";
import {ClaimLedger} from "../../src/ClaimLedger.sol";
import {IClaimClocks} from "../../src/interfaces/IClaimClocks.sol";
import {IClaimCorrections} from "../../src/interfaces/IClaimCorrections.sol";
import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {LedgerState} from "../../src/libraries/LedgerState.sol";
import {Corrected} from "../support/Corrected.sol";
import {Encoder} from "../support/Encoder.sol";

/// @dev Two cheatcodes that only this test needs.
interface Storage {
    function load(address target, bytes32 slot) external view returns (bytes32);
    function etch(address target, bytes calldata code) external;
}

/// @dev A token that calls the ledger back when it is transferred.
contract ReenteringToken {
    address public ledger;
    bytes public call;
    bool public wasRefused;
    bytes4 public error_;

    function arm(address ledger_, bytes calldata call_) external {
        (ledger, call) = (ledger_, call_);
    }

    function transfer(address, uint256) external returns (bool) {
        if (ledger == address(0)) return true;
        (bool isDone, bytes memory answer) = ledger.call(call);
        wasRefused = !isDone;
        if (answer.length >= 4) error_ = bytes4(answer);
        return true;
    }

    function balanceOf(address) external pure returns (uint256) {
        return type(uint128).max;
    }
}

/// @notice The ledger's functions that stand in other contracts: reached through its fallback, on its storage.
contract ModulesTest is Corrected {
    uint64 private constant COVERAGE = 7;
    Storage private constant SLOTS = Storage(address(uint160(uint256(keccak256("hevm cheat code")))));

    LedgerState.Parts private _parts;
    ClaimClocks private _clocks;
    ClaimCorrections private _corrections;

    function setUp() public override {
        super.setUp();
        registerProviders(1);
        enrol(COVERAGE, 0);
        fund(100_000_00);
        _parts = LedgerState.Parts(organizations, credentials, plans, coverages, escrow);
        _clocks = new ClaimClocks(address(manager), _parts);
        _corrections = new ClaimCorrections(address(manager), _parts, address(_clocks));
        ledger = new ClaimLedger(address(manager), _parts, address(_corrections));
        corrections = IClaimCorrections(address(ledger));
        clocks = IClaimClocks(address(ledger));
        vm.startPrank(operator);
        manager.grantRole(1, address(ledger), 0);
        manager.grantRole(2, address(ledger), 0);
        vm.stopPrank();
    }

    /*//////////////////////////////////////////////////////////////////////////
                                 THROUGH THE LEDGER
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Each function, of the first module and of the second, gives the module's answer and not an empty one.
    function test_Fallback_ReachesEachFunction() public {
        uint256 number = leaveOne(_claim(1));
        assertTrue(clocks.isUndecided(headers[1], 0), "isUndecided");
        assertTrue(!clocks.isReversed(headers[1], 0), "isReversed");
        pend(number);
        (uint32 provider,,,,) = clocks.clockOf(number);
        assertEq(provider, 1, "pend, clockOf");
        vm.prank(adjudicator);
        clocks.liftPend(number);
        decide(number, _claim(1));
        assertEq(clocks.planOf(standingOf(number)), PLAN, "decide, planOf");
        assertTrue(corrections.estimate(INSURER, decisionOf(number, _claim(1))).length != 0, "estimate");
        reverse(number);
        assertTrue(clocks.isReversed(headers[1], 0), "reverse");
        vm.prank(admin);
        clocks.setPaused(INSURER, true);
    }

    function test_Fallback_ErrorsComeThrough() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.BatchNotFound.selector, INSURER, 0));
        vm.prank(gateway);
        clocks.contestReceipt(INSURER, 0);
        vm.expectRevert(abi.encodeWithSelector(Errors.ClaimNotPended.selector, uint256(INSURER) << 48));
        vm.prank(adjudicator);
        clocks.liftPend(uint256(INSURER) << 48);
    }

    /// @dev A false header would get an answer about nothing: that of a batch that is not there, or is not so any more.
    function test_RevertWhen_ViewsGetFalseHeader() public {
        leaveOne(_claim(1));
        IClaimLedger.BatchHeader memory real = headers[1];
        IClaimLedger.BatchHeader memory altered = headers[1];
        altered.batch = 2;
        _expectViewsRevert(altered, 0, abi.encodeWithSelector(Errors.BatchNotFound.selector, INSURER, 2));
        bytes memory mismatch = abi.encodeWithSelector(Errors.BatchHeaderMismatch.selector, INSURER, 1);
        altered.batch = 1;
        altered.count = 512;
        _expectViewsRevert(altered, 0, mismatch);
        altered.count = real.count;
        altered.settledAt = 0; // as it was before its settlement
        _expectViewsRevert(altered, 0, mismatch);
        _expectViewsRevert(
            real, real.count, abi.encodeWithSelector(Errors.ClaimNotFound.selector, numberOf(1, real.count))
        );
    }

    function _expectViewsRevert(IClaimLedger.BatchHeader memory header, uint16 index, bytes memory error_) private {
        vm.expectRevert(error_);
        clocks.isUndecided(header, index);
        vm.expectRevert(error_);
        clocks.isReversed(header, index);
    }

    function test_RevertWhen_SelectorUnknown() public {
        (bool isDone, bytes memory answer) = address(ledger).call(hex"deadbeef");
        assertTrue(!isDone && answer.length == 0, "refused");
        (isDone, answer) = address(ledger).call("");
        assertTrue(!isDone && answer.length == 0, "nor an empty call");
        (isDone,) = address(ledger).call(hex"dead");
        assertTrue(!isDone, "nor a short one");
    }

    function test_RevertWhen_ValueSent() public {
        vm.deal(address(this), 10);
        bytes[4] memory calls = [
            bytes(""),
            abi.encodeCall(IClaimLedger.lastBatchOf, (INSURER)), // of the ledger
            abi.encodeCall(IClaimCorrections.decide, (headers[1], new IClaimLedger.Decision[](0))),
            abi.encodeCall(IClaimClocks.liftPend, (1))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool isDone, bytes memory answer) = address(ledger).call{value: 1}(calls[i]);
            assertTrue(!isDone && answer.length == 0, "refused");
        }
        assertEq(address(ledger).balance, 0, "nothing stays");
    }

    /// @dev Who calls and in whose name events are is the ledger's matter, not the module's.
    function test_Fallback_KeepsTheSender() public {
        vm.expectEmit(address(ledger));
        emit IClaimLedger.InsurerPauseChanged(INSURER, true);
        vm.prank(admin);
        clocks.setPaused(INSURER, true);
    }

    function test_RevertWhen_ReenteredFromAModule() public {
        uint256 number = leaveOne(_claim(1));
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, _claim(1));
        ReenteringToken reentering = new ReenteringToken();
        SLOTS.etch(address(token), address(reentering).code);
        reentering = ReenteringToken(address(token));
        bytes[3] memory calls = [
            abi.encodeCall(IClaimCorrections.decide, (headers[1], decisions)),
            abi.encodeCall(IClaimCorrections.reverse, (standingOf(number), REASONS)),
            abi.encodeCall(IClaimLedger.settleBatch, (headers[1], settlement(submissionsOf(1))))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 state = vm.snapshotState();
            reentering.arm(address(ledger), calls[i]);
            vm.prank(adjudicator);
            corrections.decide(headers[1], decisions);
            assertTrue(reentering.wasRefused(), "refused");
            assertEq(reentering.error_(), bytes4(keccak256("ReentrancyGuardReentrantCall()")), "as reentrant");
            vm.revertToState(state);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                AT ITS OWN ADDRESS
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertWhen_CalledAtItsOwnAddress() public {
        uint256 number = leaveOne(_claim(1));
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, _claim(1));
        IClaimLedger.Path memory path = pathOf(number);
        bytes32 leaf = leafOf(number);
        bytes memory error_ = abi.encodeWithSelector(Errors.BatchNotFound.selector, INSURER, 1);
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        _corrections.decide(headers[1], decisions);
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        _clocks.pend(headers[1], path, leaf, REASONS);
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        IClaimClocks(address(_corrections)).pend(headers[1], path, leaf, REASONS);
    }

    function test_RevertWhen_StandingOpenedAtItsOwnAddress() public {
        IClaimLedger.Standing memory standing = standingOf(settleOne(_claim(1)));
        bytes memory error_ = abi.encodeWithSelector(Errors.BatchNotFound.selector, INSURER, 1);
        vm.expectRevert(error_);
        vm.prank(adjudicator);
        _corrections.reverse(standing, REASONS);
        vm.expectRevert(error_);
        _clocks.planOf(standing);
    }

    /// @dev What a module keeps at its own address is nobody's.
    function test_SetPaused_AtItsOwnAddress_ChangesNothing() public {
        vm.prank(admin);
        _clocks.setPaused(INSURER, true);
        settleOne(_claim(1));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      STORAGE
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The state begins at slot 0 in all three: what one writes, the others read.
    function test_Storage_IsShared() public {
        bytes32 slot = keccak256(abi.encode(uint256(INSURER), uint256(0))); // insurers
        uint256 number = leaveOne(_claim(1));
        assertEq(uint256(SLOTS.load(address(ledger), slot)), 1, "last batch, by the ledger");
        vm.prank(admin);
        clocks.setPaused(INSURER, true);
        assertEq(uint256(SLOTS.load(address(ledger), slot)), 1 | (1 << 64), "paused, by the clocks");
        vm.prank(admin);
        clocks.setPaused(INSURER, false);

        slot = keccak256(abi.encode((uint256(INSURER) << 32) | 1, uint256(2))); // seals
        assertEq(SLOTS.load(address(ledger), slot), ledger.sealOf(INSURER, 1), "seal, by the ledger");
        decide(number, _claim(1));
        assertEq(SLOTS.load(address(ledger), slot), keccak256(abi.encode(headers[1])), "seal, by the corrections");
        assertEq(SLOTS.load(address(_corrections), slot), 0, "none at the module");
    }

    function test_RevertWhen_ModuleIsNoContract() public {
        bytes memory error_ = abi.encodeWithSelector(Errors.AddressInvalid.selector, address(1));
        vm.expectRevert(error_);
        new ClaimLedger(address(manager), _parts, address(1));
        vm.expectRevert(error_);
        new ClaimCorrections(address(manager), _parts, address(1));
        vm.expectRevert(error_);
        new ClaimClocks(address(1), _parts);
    }

    function _claim(uint256 seed) private pure returns (Encoder.Claim memory) {
        return claim(COVERAGE, seed, line(2_000_00, 800_00, 0));
    }
}
