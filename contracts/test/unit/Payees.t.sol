// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrganizations} from "../../src/interfaces/IOrganizations.sol";
import {Errors} from "../../src/libraries/Errors.sol";
import {RoleIds} from "../../src/libraries/RoleIds.sol";
import {Parties} from "../support/Parties.sol";

/// @notice How a provider's payee, signer and guardian change. Provider 1 has a guardian of its own, 2 has none.
contract PayeesTest is Parties {
    uint32 private constant OWN = 1;
    uint32 private constant DELEGATED = 2;

    address private next = address(0xF1);
    address private other = address(0xF2);

    function setUp() public override {
        super.setUp();
        registerProvider(OWN);
        registerDelegated(DELEGATED);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       PAYEE
    //////////////////////////////////////////////////////////////////////////*/

    function test_ProposePayee_ChangesNothingYet() public {
        uint64 readyAt = time() + 3 days;
        vm.expectEmit(address(organizations));
        emit IOrganizations.PayeeProposed(OWN, next, readyAt);
        _proposePayee(OWN, next);
        assertEq(organizations.payeeOf(OWN), payeeOf(OWN), "payee");
        IOrganizations.Proposal memory kept = organizations.payeeProposalOf(OWN);
        assertEq(kept.proposed, next, "proposed");
        assertEq(kept.readyAt, readyAt, "ready at");
    }

    function test_ConfirmPayee_TakesEffect() public {
        _proposePayee(OWN, next);
        wait(3 days);
        assertEq(organizations.payeeOf(OWN), payeeOf(OWN), "the delay alone changes nothing");
        vm.expectEmit(address(organizations));
        emit IOrganizations.PayeeChanged(OWN, next, payeeOf(OWN), guardianOf(OWN));
        _confirmPayee(OWN, next, guardianOf(OWN));
        assertEq(organizations.payeeOf(OWN), next, "payee");
        assertEq(organizations.providerOf(OWN).payee, next, "info");
        assertEq(organizations.payeeProposalOf(OWN).readyAt, 0, "nothing is proposed any more");
    }

    function test_ConfirmPayee_ByAdminWithoutGuardian() public {
        _proposePayee(DELEGATED, next);
        wait(3 days);
        _confirmPayee(DELEGATED, next, admin);
        assertEq(organizations.payeeOf(DELEGATED), next, "payee");
    }

    function testFuzz_RevertWhen_PayeeConfirmedEarly(uint256 waited) public {
        uint64 readyAt = time() + 3 days;
        _proposePayee(OWN, next);
        wait(bound(waited, 0, 3 days - 1));
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotReady.selector, readyAt));
        _confirmPayee(OWN, next, guardianOf(OWN));
    }

    /// @dev Another proposal begins the delay anew; and what is confirmed is what the guardian saw.
    function test_RevertWhen_ProposalReplaced() public {
        _proposePayee(OWN, next);
        wait(3 days);
        _proposePayee(OWN, other);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, next));
        _confirmPayee(OWN, next, guardianOf(OWN));
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotReady.selector, time() + 3 days));
        _confirmPayee(OWN, other, guardianOf(OWN));
    }

    function test_RevertWhen_PayeeConfirmedTwice() public {
        _proposePayee(OWN, next);
        wait(3 days);
        _confirmPayee(OWN, next, guardianOf(OWN));
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, next));
        _confirmPayee(OWN, next, guardianOf(OWN));
    }

    function test_RevertGiven_NoPayeeProposed() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, address(0)));
        _confirmPayee(OWN, address(0), guardianOf(OWN));
    }

    function test_RevertWhen_SignerConfirmsPayee() public {
        _proposePayee(OWN, next);
        wait(3 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotGuardian.selector, OWN, signerOf(OWN)));
        _confirmPayee(OWN, next, signerOf(OWN));
    }

    function test_RevertWhen_AdminConfirmsPayeeInsteadOfGuardian() public {
        _proposePayee(OWN, next);
        wait(3 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotGuardian.selector, OWN, admin));
        _confirmPayee(OWN, next, admin);
    }

    function test_RevertWhen_AdminOfAnotherInsurerConfirmsPayee() public {
        address[6] memory keys = insurerKeys();
        keys[0] = other;
        vm.prank(operator);
        organizations.registerInsurer(2, keys);
        _proposePayee(DELEGATED, next);
        wait(3 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotGuardian.selector, DELEGATED, other));
        _confirmPayee(DELEGATED, next, other);
    }

    /// @dev Also where the signer came to hold the Admin role after registration.
    function test_RevertGiven_SignerBecameAdmin() public {
        vm.prank(operator);
        manager.grantRole(256, signerOf(DELEGATED), 0);
        _proposePayee(DELEGATED, next);
        wait(3 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotGuardian.selector, DELEGATED, signerOf(DELEGATED)));
        _confirmPayee(DELEGATED, next, signerOf(DELEGATED));
    }

    function test_RevertWhen_PayeeProposedByGuardian() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotSigner.selector, OWN, guardianOf(OWN)));
        vm.prank(guardianOf(OWN));
        organizations.proposePayee(OWN, next);
    }

    function test_RevertWhen_ProposedPayeeIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(0)));
        _proposePayee(OWN, address(0));
    }

    function test_CancelPayee_BySigner() public {
        _proposePayee(OWN, next);
        vm.expectEmit(address(organizations));
        emit IOrganizations.PayeeProposalCancelled(OWN, next, signerOf(OWN));
        vm.prank(signerOf(OWN));
        organizations.cancelPayee(OWN);
        assertEq(organizations.payeeProposalOf(OWN).readyAt, 0, "dropped");
    }

    function test_CancelPayee_ByGuardian() public {
        _proposePayee(OWN, next);
        vm.prank(guardianOf(OWN));
        organizations.cancelPayee(OWN);
        wait(3 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, next));
        _confirmPayee(OWN, next, guardianOf(OWN));
    }

    function test_CancelPayee_ByAdminWithoutGuardian() public {
        _proposePayee(DELEGATED, next);
        vm.prank(admin);
        organizations.cancelPayee(DELEGATED);
        assertEq(organizations.payeeProposalOf(DELEGATED).readyAt, 0, "dropped");
    }

    function test_RevertWhen_PayeeCancelledByAdmin() public {
        _proposePayee(OWN, next);
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotGuardian.selector, OWN, admin));
        vm.prank(admin);
        organizations.cancelPayee(OWN);
    }

    function test_RevertGiven_NoPayeeToCancel() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, address(0)));
        vm.prank(signerOf(OWN));
        organizations.cancelPayee(OWN);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      GUARDIAN
    //////////////////////////////////////////////////////////////////////////*/

    function test_ConfirmGuardian_ByGuardian() public {
        uint64 readyAt = time() + 3 days;
        vm.expectEmit(address(organizations));
        emit IOrganizations.GuardianProposed(OWN, next, readyAt);
        _proposeGuardian(OWN, next);
        assertEq(organizations.guardianProposalOf(OWN).proposed, next, "proposed");
        vm.warp(readyAt);
        assertEq(organizations.providerOf(OWN).guardian, guardianOf(OWN), "the delay alone changes nothing");
        vm.expectEmit(address(organizations));
        emit IOrganizations.GuardianChanged(OWN, next, guardianOf(OWN), guardianOf(OWN));
        _confirmGuardian(OWN, next, guardianOf(OWN));
        assertEq(organizations.providerOf(OWN).guardian, next, "guardian");
        assertEq(organizations.guardianProposalOf(OWN).readyAt, 0, "nothing is proposed any more");
    }

    function test_ConfirmGuardian_ByAdmin() public {
        _proposeGuardian(OWN, next);
        wait(3 days);
        _confirmGuardian(OWN, next, admin);
        assertEq(organizations.providerOf(OWN).guardian, next, "guardian");
    }

    /// @dev A provider takes matters into its own hands: first a guardian, then a signer.
    function test_ConfirmGuardian_FirstOneOfADelegatedProvider() public {
        _proposeGuardian(DELEGATED, next);
        wait(3 days);
        _confirmGuardian(DELEGATED, next, admin);
        _rotateSigner(DELEGATED, other, false, next);
        (address signer, bool isDelegated) = organizations.signerOf(DELEGATED);
        assertEq(signer, other, "signer");
        assertEq(isDelegated, false, "delegated");
    }

    function test_ConfirmGuardian_NoneAnyMore() public {
        _proposeGuardian(DELEGATED, next);
        wait(3 days);
        _confirmGuardian(DELEGATED, next, admin);
        _proposeGuardian(DELEGATED, address(0));
        wait(3 days);
        _confirmGuardian(DELEGATED, address(0), next);
        assertEq(organizations.providerOf(DELEGATED).guardian, address(0), "guardian");
    }

    function testFuzz_RevertWhen_GuardianConfirmedEarly(uint256 waited, bool byAdmin) public {
        uint64 readyAt = time() + 3 days;
        _proposeGuardian(OWN, next);
        wait(bound(waited, 0, 3 days - 1));
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotReady.selector, readyAt));
        _confirmGuardian(OWN, next, byAdmin ? admin : guardianOf(OWN));
    }

    function test_RevertWhen_SignerConfirmsGuardian() public {
        _proposeGuardian(OWN, next);
        wait(3 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotGuardian.selector, OWN, signerOf(OWN)));
        _confirmGuardian(OWN, next, signerOf(OWN));
    }

    function test_RevertGiven_SignerBecameAdminAndConfirmsGuardian() public {
        vm.prank(operator);
        manager.grantRole(256, signerOf(OWN), 0);
        _proposeGuardian(OWN, next);
        wait(3 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotGuardian.selector, OWN, signerOf(OWN)));
        _confirmGuardian(OWN, next, signerOf(OWN));
    }

    function test_RevertWhen_ProposedGuardianConfirmsItself() public {
        _proposeGuardian(OWN, next);
        wait(3 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotGuardian.selector, OWN, next));
        _confirmGuardian(OWN, next, next);
    }

    function test_RevertWhen_AnotherGuardianConfirmed() public {
        _proposeGuardian(OWN, next);
        wait(3 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, other));
        _confirmGuardian(OWN, other, guardianOf(OWN));
    }

    /// @dev No proposal is not a proposal of nobody.
    function test_RevertGiven_NoGuardianProposed() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, address(0)));
        _confirmGuardian(OWN, address(0), admin);
    }

    function test_RevertWhen_GuardianProposedByAdmin() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotSigner.selector, OWN, admin));
        vm.prank(admin);
        organizations.proposeGuardian(OWN, next);
    }

    function test_RevertWhen_ProposedGuardianIsSigner() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, signerOf(OWN)));
        _proposeGuardian(OWN, signerOf(OWN));
    }

    function test_RevertWhen_ProposedGuardianIsAdmin() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, admin));
        _proposeGuardian(OWN, admin);
    }

    function test_RevertWhen_ProposedGuardianIsZeroWithoutDelegation() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(0)));
        _proposeGuardian(OWN, address(0));
    }

    function test_CancelGuardian_ByGuardian() public {
        _proposeGuardian(OWN, next);
        vm.expectEmit(address(organizations));
        emit IOrganizations.GuardianProposalCancelled(OWN, next, guardianOf(OWN));
        vm.prank(guardianOf(OWN));
        organizations.cancelGuardian(OWN);
        wait(3 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, next));
        _confirmGuardian(OWN, next, admin);
    }

    function test_CancelGuardian_BySigner() public {
        _proposeGuardian(OWN, next);
        vm.prank(signerOf(OWN));
        organizations.cancelGuardian(OWN);
        assertEq(organizations.guardianProposalOf(OWN).readyAt, 0, "dropped");
    }

    function test_RevertWhen_GuardianCancelledByStranger() public {
        _proposeGuardian(OWN, next);
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotGuardian.selector, OWN, stranger));
        vm.prank(stranger);
        organizations.cancelGuardian(OWN);
    }

    function test_RevertGiven_NoGuardianToCancel() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, address(0)));
        vm.prank(signerOf(OWN));
        organizations.cancelGuardian(OWN);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       SIGNER
    //////////////////////////////////////////////////////////////////////////*/

    function test_RotateSigner_AtOnce() public {
        vm.expectEmit(address(organizations));
        emit IOrganizations.SignerChanged(OWN, next, signerOf(OWN), true, guardianOf(OWN));
        _rotateSigner(OWN, next, true, guardianOf(OWN));
        (address signer, bool isDelegated) = organizations.signerOf(OWN);
        assertEq(signer, next, "signer");
        assertEq(isDelegated, true, "delegated");
        assertEq(organizations.isSignerConfirmed(OWN), false, "confirmed");
        assertEq(organizations.registrarOf(OWN), INSURER, "registrar stays");
        assertEq(organizations.payeeOf(OWN), payeeOf(OWN), "payee stays");
    }

    function test_RotateSigner_DropsProposals() public {
        _proposePayee(OWN, next);
        _proposeGuardian(OWN, other);
        vm.expectEmit(address(organizations));
        emit IOrganizations.PayeeProposalCancelled(OWN, next, guardianOf(OWN));
        vm.expectEmit(address(organizations));
        emit IOrganizations.GuardianProposalCancelled(OWN, other, guardianOf(OWN));
        _rotateSigner(OWN, address(0xF3), false, guardianOf(OWN));
        wait(3 days);
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, next));
        _confirmPayee(OWN, next, guardianOf(OWN));
    }

    /// @dev A stolen signer is stopped, whatever the guardian holds besides.
    function test_RotateSigner_GivenGuardianBecameAdmin() public {
        vm.prank(operator);
        manager.grantRole(256, guardianOf(OWN), 0);
        _rotateSigner(OWN, next, false, guardianOf(OWN));
        (address signer,) = organizations.signerOf(OWN);
        assertEq(signer, next, "signer");
    }

    function test_ConfirmSigner_ByAdmin() public {
        _rotateSigner(OWN, next, false, guardianOf(OWN));
        vm.expectEmit(address(organizations));
        emit IOrganizations.SignerConfirmed(OWN, next, admin);
        vm.prank(admin);
        organizations.confirmSigner(OWN, next);
        assertEq(organizations.isSignerConfirmed(OWN), true, "confirmed");
        vm.prank(next);
        organizations.proposePayee(OWN, other);
        assertEq(organizations.payeeProposalOf(OWN).proposed, other, "proposes");
    }

    function test_ConfirmSigner_ByOperatorWithoutGuardian() public {
        _rotateSigner(DELEGATED, next, true, admin);
        vm.prank(operator);
        organizations.confirmSigner(DELEGATED, next);
        assertEq(organizations.isSignerConfirmed(DELEGATED), true, "confirmed");
    }

    function test_RevertGiven_SignerUnconfirmed() public {
        _rotateSigner(OWN, next, false, guardianOf(OWN));
        vm.expectRevert(abi.encodeWithSelector(Errors.SignerUnconfirmed.selector, OWN, next));
        vm.prank(next);
        organizations.proposePayee(OWN, other);
        vm.expectRevert(abi.encodeWithSelector(Errors.SignerUnconfirmed.selector, OWN, next));
        vm.prank(next);
        organizations.proposeGuardian(OWN, other);
    }

    /// @dev Rotated there and back is rotated.
    function test_RevertGiven_SignerRotatedBack() public {
        _rotateSigner(OWN, next, false, guardianOf(OWN));
        _rotateSigner(OWN, signerOf(OWN), false, guardianOf(OWN));
        vm.expectRevert(abi.encodeWithSelector(Errors.SignerUnconfirmed.selector, OWN, signerOf(OWN)));
        _proposePayee(OWN, other);
    }

    function test_RevertGiven_OldSignerRotatedAway() public {
        _rotateSigner(OWN, next, false, guardianOf(OWN));
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotSigner.selector, OWN, signerOf(OWN)));
        _proposePayee(OWN, other);
    }

    function test_RevertWhen_SignerRotatesItself() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotGuardian.selector, OWN, signerOf(OWN)));
        _rotateSigner(OWN, next, false, signerOf(OWN));
    }

    function test_RevertWhen_AdminRotatesSignerInsteadOfGuardian() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.SenderNotGuardian.selector, OWN, admin));
        _rotateSigner(OWN, next, false, admin);
    }

    function test_RevertWhen_RotatedSignerIsGuardian() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, guardianOf(OWN)));
        _rotateSigner(OWN, guardianOf(OWN), false, guardianOf(OWN));
    }

    function test_RevertWhen_RotatedSignerIsAdmin() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, admin));
        _rotateSigner(DELEGATED, admin, true, admin);
    }

    function test_RevertWhen_RotatedSignerIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(0)));
        _rotateSigner(OWN, address(0), false, guardianOf(OWN));
    }

    function test_RevertWhen_DelegationEndsWithoutGuardian() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AddressInvalid.selector, address(0)));
        _rotateSigner(DELEGATED, next, false, admin);
    }

    function test_RevertWhen_GuardianConfirmsSigner() public {
        _rotateSigner(OWN, next, false, guardianOf(OWN));
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, uint64(256), guardianOf(OWN)));
        vm.prank(guardianOf(OWN));
        organizations.confirmSigner(OWN, next);
    }

    function test_RevertGiven_GuardianBecameAdminAndConfirmsSigner() public {
        _rotateSigner(OWN, next, false, guardianOf(OWN));
        vm.prank(operator);
        manager.grantRole(256, guardianOf(OWN), 0);
        vm.expectRevert(abi.encodeWithSelector(Errors.SecondKeyMissing.selector, OWN, guardianOf(OWN)));
        vm.prank(guardianOf(OWN));
        organizations.confirmSigner(OWN, next);
    }

    function test_RevertGiven_SignerBecameAdminAndConfirmsItself() public {
        _rotateSigner(OWN, next, false, guardianOf(OWN));
        vm.prank(operator);
        manager.grantRole(256, next, 0);
        vm.expectRevert(abi.encodeWithSelector(Errors.SecondKeyMissing.selector, OWN, next));
        vm.prank(next);
        organizations.confirmSigner(OWN, next);
    }

    function test_RevertWhen_AdminWithoutGuardianConfirmsSigner() public {
        _rotateSigner(DELEGATED, next, true, admin);
        vm.expectRevert(abi.encodeWithSelector(Errors.RoleMissing.selector, RoleIds.ADMIN, admin));
        vm.prank(admin);
        organizations.confirmSigner(DELEGATED, next);
    }

    function test_RevertWhen_AnotherSignerConfirmed() public {
        _rotateSigner(OWN, next, false, guardianOf(OWN));
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, other));
        vm.prank(admin);
        organizations.confirmSigner(OWN, other);
    }

    function test_RevertGiven_SignerConfirmed() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ProposalNotFound.selector, signerOf(OWN)));
        vm.prank(admin);
        organizations.confirmSigner(OWN, signerOf(OWN));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    EVERY FUNCTION
    //////////////////////////////////////////////////////////////////////////*/

    function test_RevertGiven_ProviderUnknown() public {
        bytes memory reason = abi.encodeWithSelector(Errors.ProviderNotFound.selector, 9);
        vm.expectRevert(reason);
        organizations.proposePayee(9, next);
        vm.expectRevert(reason);
        organizations.confirmPayee(9, next);
        vm.expectRevert(reason);
        organizations.cancelPayee(9);
        vm.expectRevert(reason);
        organizations.proposeGuardian(9, next);
        vm.expectRevert(reason);
        organizations.confirmGuardian(9, next);
        vm.expectRevert(reason);
        organizations.cancelGuardian(9);
        vm.expectRevert(reason);
        organizations.rotateSigner(9, next, false);
        vm.expectRevert(reason);
        organizations.confirmSigner(9, next);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     ONE KEY ALONE
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev A thief has one key of a party, any number of keys of no party, and months of time.
    function testFuzz_Payee_NoKeyAloneMovesIt(uint256 thief, bool isOwn, uint256 seed) public {
        uint32 provider = isOwn ? OWN : DELEGATED;
        address[4] memory parties = [signerOf(provider), admin, guardianOf(provider), operator];
        // Without a guardian there is none to steal, and the operator is trusted.
        address stolen = parties[bound(thief, 0, isOwn ? 3 : 1)];
        for (uint256 i = 0; i < 64; ++i) {
            _step(provider, [stolen, next, other], uint256(keccak256(abi.encode(seed, i))));
            assertEq(organizations.payeeOf(provider), payeeOf(provider), "payee");
        }
    }

    function _step(uint32 provider, address[3] memory keys, uint256 seed) private {
        address sender = keys[seed % 3];
        address given = keys[(seed >> 8) % 3];
        bytes[12] memory calls = [
            abi.encodeCall(organizations.proposePayee, (provider, next)),
            abi.encodeCall(organizations.confirmPayee, (provider, next)),
            abi.encodeCall(organizations.confirmPayee, (provider, next)),
            abi.encodeCall(organizations.proposeGuardian, (provider, given)),
            abi.encodeCall(organizations.confirmGuardian, (provider, given)),
            abi.encodeCall(organizations.rotateSigner, (provider, given, true)),
            abi.encodeCall(organizations.confirmSigner, (provider, given)),
            abi.encodeCall(organizations.cancelGuardian, (provider)),
            abi.encodeCall(organizations.proposeKey, (INSURER, IOrganizations.Role.Admin, given)),
            abi.encodeCall(organizations.acceptKey, (INSURER, IOrganizations.Role.Admin)),
            abi.encodeCall(organizations.revokeKey, (INSURER, IOrganizations.Role.Admin, given)),
            abi.encodeCall(manager.grantRole, (256, given, 0))
        ];
        uint256 pick = (seed >> 16) % 12;
        bool isDone = tryAs(sender, pick == 11 ? address(manager) : address(organizations), calls[pick]);
        if (isDone && (seed >> 32) % 2 == 0) wait(3 days);
    }

    /// @dev The trust that the header admits: whoever grants roles can be Admin and operator at once.
    function test_Payee_OperatorMovesItWithoutGuardian() public {
        vm.prank(operator);
        manager.grantRole(256, other, 0);
        _rotateSigner(DELEGATED, next, true, other);
        vm.prank(operator);
        organizations.confirmSigner(DELEGATED, next);
        vm.prank(next);
        organizations.proposePayee(DELEGATED, stranger);
        wait(3 days);
        _confirmPayee(DELEGATED, stranger, other);
        assertEq(organizations.payeeOf(DELEGATED), stranger, "payee");
    }

    function _proposePayee(uint32 provider, address payee) private {
        vm.prank(signerOf(provider));
        organizations.proposePayee(provider, payee);
    }

    function _confirmPayee(uint32 provider, address payee, address sender) private {
        vm.prank(sender);
        organizations.confirmPayee(provider, payee);
    }

    function _proposeGuardian(uint32 provider, address guardian) private {
        vm.prank(signerOf(provider));
        organizations.proposeGuardian(provider, guardian);
    }

    function _confirmGuardian(uint32 provider, address guardian, address sender) private {
        vm.prank(sender);
        organizations.confirmGuardian(provider, guardian);
    }

    function _rotateSigner(uint32 provider, address signer, bool isDelegated, address sender) private {
        vm.prank(sender);
        organizations.rotateSigner(provider, signer, isDelegated);
    }
}
