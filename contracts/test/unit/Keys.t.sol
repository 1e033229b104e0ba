// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Parties} from "../support/Parties.sol";

/// @notice How an insurer's roles pass to other keys.
contract KeysTest is Parties {
    IOrganizations.Role private constant ADMIN = IOrganizations.Role.Admin;
    IOrganizations.Role private constant GATEWAY = IOrganizations.Role.Gateway;
    IOrganizations.Role private constant TREASURER = IOrganizations.Role.Treasurer;

    address private next = address(0xF1);

    /*//////////////////////////////////////////////////////////////////////////
                                      AT ONCE
    //////////////////////////////////////////////////////////////////////////*/

    function test_ProposeKey_GatewayPassesAtOnce() public {
        vm.expectEmit(address(organizations));
        emit IOrganizations.KeyChanged(INSURER, GATEWAY, next, gateway);
        _propose(GATEWAY, next);
        _assertHolds(GATEWAY, next, gateway);
        assertEq(organizations.keyOf(INSURER, GATEWAY), next, "key");
        assertEq(organizations.keyProposalOf(INSURER, GATEWAY).readyAt, 0, "nothing is proposed");
    }

    function test_ProposeKey_AdjudicatorAndEnrollerPassAtOnce() public {
        _propose(IOrganizations.Role.Adjudicator, next);
        _assertHolds(IOrganizations.Role.Adjudicator, next, adjudicator);
        _propose(IOrganizations.Role.Enroller, next);
        _assertHolds(IOrganizations.Role.Enroller, next, enroller);
    }

    /// @dev A key may stand for several roles and lose one of them.
    function test_ProposeKey_OtherRolesOfTheKeyStay() public {
        _propose(GATEWAY, adjudicator);
        _propose(GATEWAY, next);
        assertEq(organizations.hasRole(INSURER, IOrganizations.Role.Adjudicator, adjudicator), true, "adjudicator");
        assertEq(organizations.hasRole(INSURER, GATEWAY, adjudicator), false, "gateway");
    }

    function testFuzz_ProposeKey_NoSystemRole(uint256 pick, address key) public {
        IOrganizations.Role role = IOrganizations.Role(bound(pick, 0, 5));
        vm.assume(key != address(0) && !organizations.hasRole(INSURER, role, key));
        vm.assume(key != operator && key != address(organizations));
        vm.assume(key != licensor && key != providerEnroller && key != excluder);
        _propose(role, key);
        wait(4 days);
        tryAs(key, address(organizations), abi.encodeCall(organizations.acceptKey, (INSURER, role)));
        assertEq(organizations.hasRole(INSURER, role, key), true, "its role");
        for (uint64 id = 0; id < 16; ++id) {
            (bool isMember,) = manager.hasRole(id, key);
            assertEq(isMember, false, "no role of the system");
        }
    }

    function test_RevertWhen_ProposerNotAdmin() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), gateway));
        vm.prank(gateway);
        organizations.proposeKey(INSURER, GATEWAY, next);
    }

    function test_RevertWhen_ProposerIsOperator() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), operator));
        vm.prank(operator);
        organizations.proposeKey(INSURER, TREASURER, next);
    }

    function test_RevertWhen_ProposingForInsurerZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.InsurerNotFound.selector, 0));
        vm.prank(operator);
        organizations.proposeKey(0, ADMIN, next);
    }

    function test_RevertWhen_ProposedKeyIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(0)));
        _propose(GATEWAY, address(0));
    }

    function test_RevertWhen_ProposedKeyHoldsTheRole() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, gateway));
        _propose(GATEWAY, gateway);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    WITH A DELAY
    //////////////////////////////////////////////////////////////////////////*/

    function test_ProposeKey_TreasurerWaits() public {
        uint64 readyAt = time() + 4 days;
        vm.expectEmit(address(organizations));
        emit IOrganizations.KeyProposed(INSURER, TREASURER, next, admin, readyAt);
        _propose(TREASURER, next);
        _assertHolds(TREASURER, treasurer, next);
        IOrganizations.Proposal memory kept = organizations.keyProposalOf(INSURER, TREASURER);
        assertEq(kept.proposed, next, "proposed");
        assertEq(kept.readyAt, readyAt, "ready at");

        vm.warp(readyAt);
        vm.expectEmit(address(organizations));
        emit IOrganizations.KeyChanged(INSURER, TREASURER, next, treasurer);
        _accept(TREASURER, next);
        _assertHolds(TREASURER, next, treasurer);
        assertEq(organizations.keyProposalOf(INSURER, TREASURER).readyAt, 0, "nothing is proposed any more");
    }

    function test_AcceptKey_Approver() public {
        _propose(IOrganizations.Role.Approver, next);
        wait(4 days);
        _accept(IOrganizations.Role.Approver, next);
        _assertHolds(IOrganizations.Role.Approver, next, approver);
    }

    function test_AcceptKey_Admin() public {
        _propose(ADMIN, next);
        wait(4 days);
        _accept(ADMIN, next);
        _assertHolds(ADMIN, next, admin);
        vm.prank(next);
        organizations.proposeKey(INSURER, GATEWAY, stranger);
        _assertHolds(GATEWAY, stranger, gateway);
    }

    /// @dev The operator helped out with a key of its own choice, which proposes the new Admin.
    function test_AcceptKey_AdminGrantedByOperator() public {
        vm.startPrank(operator);
        manager.revokeRole(256, admin);
        manager.grantRole(256, stranger, 0);
        vm.stopPrank();
        vm.prank(stranger);
        organizations.proposeKey(INSURER, ADMIN, next);
        wait(4 days);
        _accept(ADMIN, next);
        _assertHolds(ADMIN, next, stranger);
        assertEq(organizations.hasRole(INSURER, ADMIN, admin), false, "the first Admin");
    }

    function testFuzz_RevertWhen_AcceptedEarly(uint256 pick, uint256 waited) public {
        IOrganizations.Role role = IOrganizations.Role([0, 3, 5][bound(pick, 0, 2)]);
        waited = bound(waited, 0, 4 days - 1);
        uint64 readyAt = time() + 4 days;
        _propose(role, next);
        wait(waited);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotReady.selector, readyAt));
        _accept(role, next);
    }

    function test_RevertWhen_AcceptedEarlyAfterRevocation() public {
        uint64 readyAt = time() + 4 days;
        _propose(TREASURER, next);
        vm.prank(admin);
        organizations.revokeKey(INSURER, TREASURER, treasurer);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotReady.selector, readyAt));
        _accept(TREASURER, next);
        vm.warp(readyAt);
        vm.expectEmit(address(organizations));
        emit IOrganizations.KeyChanged(INSURER, TREASURER, next, address(0));
        _accept(TREASURER, next);
    }

    /// @dev Another proposal begins the delay anew, and the first key has lost its own.
    function test_RevertWhen_KeyProposalReplaced() public {
        _propose(TREASURER, next);
        wait(1 days);
        _propose(TREASURER, stranger);
        wait(3 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, next));
        _accept(TREASURER, next);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotReady.selector, time() + 1 days));
        _accept(TREASURER, stranger);
    }

    function test_RevertWhen_AcceptedByAnother() public {
        _propose(TREASURER, next);
        wait(4 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, admin));
        _accept(TREASURER, admin);
    }

    function test_RevertWhen_AcceptedForAnotherRole() public {
        _propose(TREASURER, next);
        wait(4 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, next));
        _accept(ADMIN, next);
    }

    function test_RevertWhen_AcceptedTwice() public {
        _propose(TREASURER, next);
        wait(4 days);
        _accept(TREASURER, next);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, next));
        _accept(TREASURER, next);
    }

    /// @dev What a stolen Admin key proposed does not outlive it.
    function test_RevertGiven_ProposerNoLongerAdmin() public {
        _propose(TREASURER, next);
        vm.prank(operator);
        manager.revokeRole(256, admin);
        wait(4 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), admin));
        _accept(TREASURER, next);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      CANCELLING
    //////////////////////////////////////////////////////////////////////////*/

    function test_CancelKey_ByHolder() public {
        _propose(TREASURER, next);
        vm.expectEmit(address(organizations));
        emit IOrganizations.KeyProposalCancelled(INSURER, TREASURER, next, treasurer);
        vm.prank(treasurer);
        organizations.cancelKey(INSURER, TREASURER);
        wait(4 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, next));
        _accept(TREASURER, next);
    }

    function test_CancelKey_ByAdmin() public {
        _propose(ADMIN, next);
        vm.expectEmit(address(organizations));
        emit IOrganizations.KeyProposalCancelled(INSURER, ADMIN, next, admin);
        vm.prank(admin);
        organizations.cancelKey(INSURER, ADMIN);
        assertEq(organizations.keyProposalOf(INSURER, ADMIN).proposed, address(0), "dropped");
    }

    function test_RevertWhen_CancelledByHolderOfAnotherRole() public {
        _propose(TREASURER, next);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(259), approver));
        vm.prank(approver);
        organizations.cancelKey(INSURER, TREASURER);
    }

    function test_RevertWhen_CancelledByProposedKey() public {
        _propose(TREASURER, next);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(259), next));
        vm.prank(next);
        organizations.cancelKey(INSURER, TREASURER);
    }

    function test_RevertGiven_NoKeyProposed() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, address(0)));
        vm.prank(admin);
        organizations.cancelKey(INSURER, TREASURER);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       REVOKING
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevokeKey_AtOnce() public {
        address[6] memory keys = insurerKeys();
        for (uint256 i = 6; i > 0; --i) {
            IOrganizations.Role role = IOrganizations.Role(i - 1);
            vm.expectEmit(address(organizations));
            emit IOrganizations.KeyRevoked(INSURER, role, keys[i - 1]);
            vm.prank(admin);
            organizations.revokeKey(INSURER, role, keys[i - 1]);
            assertEq(organizations.hasRole(INSURER, role, keys[i - 1]), false, "revoked");
            assertEq(organizations.keyOf(INSURER, role), address(0), "no key");
        }
    }

    function test_RevokeKey_SuccessorIsProposedAfter() public {
        vm.prank(admin);
        organizations.revokeKey(INSURER, GATEWAY, gateway);
        vm.expectEmit(address(organizations));
        emit IOrganizations.KeyChanged(INSURER, GATEWAY, gateway, address(0));
        _propose(GATEWAY, gateway);
        assertEq(organizations.hasRole(INSURER, GATEWAY, gateway), true, "given back");
    }

    function test_RevokeKey_GrantedByOperator() public {
        vm.prank(operator);
        manager.grantRole(257, stranger, 0);
        _propose(GATEWAY, next);
        assertEq(organizations.hasRole(INSURER, GATEWAY, stranger), true, "not touched by a change");
        vm.prank(admin);
        organizations.revokeKey(INSURER, GATEWAY, stranger);
        assertEq(organizations.hasRole(INSURER, GATEWAY, stranger), false, "revoked");
        assertEq(organizations.keyOf(INSURER, GATEWAY), next, "the key stays");
    }

    function test_RevertWhen_RevokerNotAdmin() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), gateway));
        vm.prank(gateway);
        organizations.revokeKey(INSURER, GATEWAY, gateway);
    }

    function test_RevertWhen_RevokedKeyHoldsNothing() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(257), next));
        vm.prank(admin);
        organizations.revokeKey(INSURER, GATEWAY, next);
    }

    function test_RevertWhen_RevokingForInsurerZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.InsurerNotFound.selector, 0));
        vm.prank(operator);
        organizations.revokeKey(0, IOrganizations.Role(uint8(RoleIds.PAYER)), stranger);
    }

    function _propose(IOrganizations.Role role, address key) private {
        vm.prank(admin);
        organizations.proposeKey(INSURER, role, key);
    }

    function _accept(IOrganizations.Role role, address key) private {
        vm.prank(key);
        organizations.acceptKey(INSURER, role);
    }

    function _assertHolds(IOrganizations.Role role, address holder, address other) private view {
        assertEq(organizations.hasRole(INSURER, role, holder), true, "holds the role");
        assertEq(organizations.hasRole(INSURER, role, other), false, "does not hold it");
    }
}
